// What the assistant does in a call besides speaking: written down while the caller waits, with the start of its job.
import { and, eq } from 'drizzle-orm';
import { callersPhone, spokenPhone } from '../../domain/calls/caller.ts';
import type { LastingToolUse, ToolAnswer } from '../../domain/calls/tool-use.ts';
import { serviceWindow } from '../../domain/conversations/service-window.ts';
import { performCallTool } from '../../jobs/catalogue.ts';
import type { Onward } from '../../jobs/onward.ts';
import type { CallId } from '../ids.ts';
import { callToolUses } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { type Call, lockCall } from './accept-news.ts';
import { logCaller } from './caller.ts';
import { whatsappOf } from './tool-effects.ts';

/**
 * Takes a tool's use in, once: the same again gets the same answer and starts nothing.
 * @returns `impossible` when it is known by now that it cannot be done; then nothing is written down
 */
export async function acceptToolUse(
  tx: BusinessTx,
  { jobs, traceId }: Onward,
  callId: CallId,
  use: LastingToolUse,
): Promise<ToolAnswer> {
  // The first words may come before anybody has looked up who speaks them.
  await logCaller(tx, callId);
  const call = await lockCall(tx, callId);
  if (!call) return 'impossible';
  const [known] = await tx
    .select({ state: callToolUses.state })
    .from(callToolUses)
    .where(and(eq(callToolUses.callId, callId), eq(callToolUses.useId, use.id)));
  if (known) return 'accepted';
  if (!(await isPossible(tx, call, use, new Date()))) return 'impossible';
  await tx
    .insert(callToolUses)
    .values({ businessId: tx.businessId, callId, useId: use.id, input: use, state: 'accepted' });
  await jobs.enqueue(tx, performCallTool, { callSid: call.callSid, callId, useId: use.id }, traceId);
  return 'accepted';
}

async function isPossible(tx: BusinessTx, call: Call, use: LastingToolUse, now: Date): Promise<boolean> {
  switch (use.tool) {
    case 'saveLeadFacts':
      // Nobody knows whose they are.
      return call.contactId !== null;
    case 'requestCallBack':
      return callersPhone(call.fromNumber) !== undefined || spokenPhone(use.phone ?? '', call.toNumber) !== undefined;
    case 'sendWhatsapp': {
      const whatsapp = call.contactId && (await whatsappOf(tx, call.contactId));
      if (!whatsapp || whatsapp.optedOut || whatsapp.channelState !== 'active') return false;
      return serviceWindow(whatsapp.lastCustomerMessageAt, now).open;
    }
  }
}
