// What the assistant is told in this call: made ready by a worker, or here when none came to it in time.
import { setTimeout as delay } from 'node:timers/promises';
import { type CallBriefing, readBriefing, readPrompt } from '../../db/calls/briefing.ts';
import type { WithBusiness } from '../../db/tenancy.ts';
import type { KnownFacts } from '../../domain/assistant/facts-in-history.ts';
import { callPrompt } from '../../domain/calls/call-prompt.ts';
import { isOpen, nextOpeningSentence } from '../../domain/conversations/opening-hours.ts';
import { LEAD_FIELDS } from '../../domain/leads/facts.ts';
import type { CallContext } from '../../providers/llm/calls/call-assistant.ts';
import type { AnsweredCall } from '../session.ts';

/** The greeting takes longer: nobody waits for this. */
const PROMPT_AFTER_MS = 300;
/** And this is how long the database has to tell it: an answer may be waited for by now. */
const PROMPT_WITHIN_MS = 1_000;

/** What an answer is made from, but for the talk itself. */
export type Brief = Pick<CallContext, 'businessName' | 'prompt' | 'facts' | 'openNow'> & {
  nextOpening: Record<AnsweredCall['language'], string | undefined>;
};

/** @throws when the database does not tell */
export async function briefingOf(
  withBusiness: WithBusiness,
  { businessId, callId }: AnsweredCall,
): Promise<CallBriefing> {
  const briefing = await withBusiness(businessId, (tx) => readBriefing(tx, callId));
  if (briefing === undefined) throw new Error('The data of this call was deleted.');
  return briefing;
}

/**
 * @param onUnread told why what a worker made ready could not be read: the same is made here then
 * @throws as `briefing` does
 */
export async function briefOf(
  withBusiness: WithBusiness,
  call: AnsweredCall,
  briefing: Promise<CallBriefing>,
  onUnread: (error: unknown) => void,
): Promise<Brief> {
  const { business, caller } = await briefing;
  const now = Date.now();
  const { hours } = business.settings;
  return {
    businessName: business.name,
    prompt: (await preparedPrompt(withBusiness, call, onUnread)) ?? ownPrompt(await briefing, call, now),
    facts: knownFacts(caller),
    openNow: isOpen(hours, now),
    nextOpening: { he: nextOpeningSentence(hours, now, 'he'), en: nextOpeningSentence(hours, now, 'en') },
  };
}

async function preparedPrompt(
  withBusiness: WithBusiness,
  { businessId, callId, prompt }: AnsweredCall,
  onUnread: (error: unknown) => void,
): Promise<string | null> {
  if (prompt !== null) return prompt;
  await delay(PROMPT_AFTER_MS);
  const read = withBusiness(businessId, (tx) => readPrompt(tx, callId)).catch((error: unknown) => {
    onUnread(error);
    return null;
  });
  return Promise.race([read, delay(PROMPT_WITHIN_MS, null)]);
}

function ownPrompt({ business, caller }: CallBriefing, { language }: AnsweredCall, now: number): string {
  const { prompt, hours } = business.settings;
  return callPrompt({ business: { name: business.name, prompt, hours }, caller, language }, now);
}

function knownFacts({ name, facts }: CallBriefing['caller']): KnownFacts {
  const known = LEAD_FIELDS.flatMap((field) => (facts[field] === undefined ? [] : [[field, facts[field]]]));
  return { ...(name === null ? {} : { name }), ...Object.fromEntries(known) };
}
