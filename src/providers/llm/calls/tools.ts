// What the assistant can do in a call besides speaking: declared for the model, and checked before anybody acts on it.
// The effects are elsewhere, each once for its call and `id`.
import { randomUUID } from 'node:crypto';
import { tool } from 'ai';
import { z } from 'zod';
import type { ToolAnswer, ToolUse } from '../../../domain/calls/tool-use.ts';
import { LEAD_FIELDS } from '../../../domain/leads/facts.ts';

const said = z.string().trim().min(1).max(200);

const INPUTS = {
  saveLeadFacts: z
    .object(Object.fromEntries(LEAD_FIELDS.map((field) => [field, said.optional()])))
    .refine((facts) => Object.values(facts).some((value) => value !== undefined), 'needs at least one fact'),
  requestCallBack: z.object({ about: said.optional(), phone: said.optional(), when: said.optional() }),
  sendWhatsapp: z.object({ text: z.string().trim().min(1).max(1_000) }),
  hangUp: z.object({}),
};

/** The tools as a model is told of them. @param use called with each that is in order */
export function callTools(use: (use: ToolUse) => Promise<ToolAnswer>) {
  return {
    saveLeadFacts: tool({
      description:
        'Note what the caller said about themselves: name, need, city, service wanted, intent. Only what they said.',
      inputSchema: INPUTS.saveLeadFacts,
      execute: (facts) => use({ id: randomUUID(), tool: 'saveLeadFacts', facts: given(facts) }),
    }),
    requestCallBack: tool({
      description:
        'Ask the team to call back. Give a phone number only when the caller named another one than they call from, and only after reading it back to them.',
      inputSchema: INPUTS.requestCallBack,
      execute: (input) => use({ id: randomUUID(), tool: 'requestCallBack', ...given(input) }),
    }),
    sendWhatsapp: tool({
      description: 'Send the caller a WhatsApp message, to the number they call from, when they asked for one.',
      inputSchema: INPUTS.sendWhatsapp,
      execute: ({ text }) => use({ id: randomUUID(), tool: 'sendWhatsapp', text }),
    }),
    hangUp: tool({
      description: 'End the call. Say goodbye first. Only when the caller is done.',
      inputSchema: INPUTS.hangUp,
      execute: () => use({ id: randomUUID(), tool: 'hangUp' }),
    }),
  };
}

export type CallTools = ReturnType<typeof callTools>;

/** Without what was left out: to leave out and to say "undefined" is not the same to our types. */
function given<Key extends string>(input: Partial<Record<Key, string | undefined>>): Partial<Record<Key, string>> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Partial<
    Record<Key, string>
  >;
}
