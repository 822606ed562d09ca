// What a calls process has to know to talk: for whom, with whom, and what the assistant is told.
import { eq } from 'drizzle-orm';
import type { BusinessSettings } from '../../domain/businesses/settings.ts';
import type { CallPromptInput } from '../../domain/calls/call-prompt.ts';
import { readBusiness } from '../businesses.ts';
import type { CallId } from '../ids.ts';
import { calls } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { readCaller } from './caller.ts';

export interface CallBriefing {
  business: { name: string; settings: BusinessSettings };
  caller: CallPromptInput['caller'];
}

/** @returns undefined when the call's data was deleted */
export async function readBriefing(tx: BusinessTx, callId: CallId): Promise<CallBriefing | undefined> {
  const [call] = await tx.select({ fromNumber: calls.fromNumber }).from(calls).where(eq(calls.id, callId));
  if (!call) return undefined;
  return { business: await readBusiness(tx), caller: await readCaller(tx, call.fromNumber) };
}

/** What a worker has made ready; null while it has not. */
export async function readPrompt(tx: BusinessTx, callId: CallId): Promise<string | null> {
  const [call] = await tx.select({ prompt: calls.prompt }).from(calls).where(eq(calls.id, callId));
  return call?.prompt ?? null;
}
