// A call from its first TwiML to its end: fetches documents, carries out their verbs, follows where they lead.

import type { Random } from '../../seeded-random.ts';
import type { PhoneCall } from '../call.ts';
import type { PhoneSettings } from '../settings.ts';
import { CALL_PROBLEMS } from '../twilio/errors.ts';
import { requestWebhook, type WebhookAnswer } from '../twilio/webhooks.ts';
import { parseTwiml, TwimlError, type Verb } from './parse.ts';
import type { Step } from './step.ts';
import { carryOut, type VerbParts } from './verbs.ts';

export type ConductParts = VerbParts & { settings: () => PhoneSettings; random: Random };

type Document = { verbs: Verb[]; baseUrl: string };

/** How long after the first of two equal requests the second one is made. */
const DOUBLE_AFTER_MS = 30;

/** Resolves when the call is over. A call whose TwiML ends, or cannot be had, is hung up. */
export async function conduct(call: PhoneCall, first: Step, parts: ConductParts): Promise<void> {
  let step: Step | undefined = first;
  while (step !== undefined && step.kind !== 'hang-up' && !call.over.aborted) step = await take(step, call, parts);
  call.end('completed');
  // The caller hung up in the middle of a verb: its `action` is told, and what it answers is not followed.
  if (step?.kind === 'fetch') await request(step, call, parts);
}

/** Carries out one document, until its end, the call's, or a redirection through the REST API. */
async function take(step: Step, call: PhoneCall, parts: ConductParts): Promise<Step | undefined> {
  const turn = new AbortController();
  let elsewhere: Step | undefined;
  call.onRedirect((next) => {
    elsewhere = next;
    turn.abort();
  });
  const signal = AbortSignal.any([call.over, turn.signal]);
  const next = await follow(step, call, signal, parts);
  call.onRedirect(undefined);
  return elsewhere ?? next;
}

async function follow(step: Step, call: PhoneCall, signal: AbortSignal, parts: ConductParts) {
  try {
    const document = await documentOf(step, call, parts);
    if (document === undefined) return undefined;
    if (document.verbs.some(({ verb }) => verb !== 'Hangup')) call.answer();
    for (const verb of document.verbs) {
      if (signal.aborted) return undefined;
      const next = await carryOut(verb, { ...parts, call, signal, baseUrl: document.baseUrl });
      if (next !== undefined && !isOvertaken(next, signal, call)) return next;
    }
  } catch (error) {
    const code = error instanceof TwimlError ? error.code : CALL_PROBLEMS.badAnswer;
    call.journal.note({ kind: 'problem', code, message: error instanceof Error ? error.message : String(error) });
  }
  return undefined;
}

/** A verb that was ended by a redirection leads nowhere; after a hang-up its `action` is still asked. */
function isOvertaken(next: Step, signal: AbortSignal, call: PhoneCall): boolean {
  return signal.aborted && !(call.over.aborted && next.kind === 'fetch');
}

async function documentOf(step: Step, call: PhoneCall, parts: ConductParts): Promise<Document | undefined> {
  if (step.kind === 'hang-up') return undefined;
  if (step.kind === 'follow') return { verbs: parseTwiml(step.twiml), baseUrl: step.baseUrl };
  const answer = await request(step, call, parts);
  const failure = failureOf(answer);
  if (failure === undefined && answer.kind === 'answered') {
    // Nothing at all is as good as an empty Response.
    return { verbs: answer.body.trim() === '' ? [] : parseTwiml(answer.body), baseUrl: step.url };
  }
  if (failure !== undefined) call.journal.note({ kind: 'problem', ...failure });
  if (step.fallbackUrl === undefined) return undefined;
  const params = { ...step.params, ErrorCode: String(failure?.code ?? ''), ErrorUrl: step.url };
  return documentOf({ ...step, url: step.fallbackUrl, params, fallbackUrl: undefined }, call, parts);
}

async function request(
  step: Step & { kind: 'fetch' },
  call: PhoneCall,
  { authToken, settings, random }: ConductParts,
): Promise<WebhookAnswer> {
  const { webhookLimitMs, duplicateWebhooks } = settings();
  const startedAt = performance.now();
  if (random() < duplicateWebhooks) {
    setTimeout(() => void requestWebhook(step, authToken, webhookLimitMs), DOUBLE_AFTER_MS);
  }
  const answer = await requestWebhook(step, authToken, webhookLimitMs);
  call.journal.note({
    kind: 'webhook',
    purpose: new URL(step.url).pathname,
    answer: answer.kind === 'answered' ? answer.status : answer.why,
    tookMs: Math.round(performance.now() - startedAt),
  });
  return answer;
}

function failureOf(answer: WebhookAnswer): { code: number; message: string } | undefined {
  if (answer.kind === 'unanswered') return { code: CALL_PROBLEMS.noAnswer, message: `No answer: ${answer.why}.` };
  if (answer.status >= 400) return { code: CALL_PROBLEMS.badAnswer, message: `The app answered ${answer.status}.` };
  const isXml = /xml/.test(answer.contentType) || answer.body.trim() === '';
  return isXml ? undefined : { code: CALL_PROBLEMS.notTwiml, message: `${answer.contentType} is not TwiML.` };
}
