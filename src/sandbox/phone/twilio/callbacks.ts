// News that Twilio sends an app about a call: late, twice, never or in any order when it is asked to.
import { setTimeout as delay } from 'node:timers/promises';
import { between, type Random, shuffled } from '../../seeded-random.ts';
import type { PhoneSettings } from '../settings.ts';
import { type CallParams, type Method, requestWebhook } from './webhooks.ts';

/** Where news goes. */
export type Callback = { url: string; method: Method };

export type CallbackPurpose = 'status' | 'recording' | 'stream';

/** One callback and its answer: an HTTP status or why there was none. */
export type SentCallback = { callSid: string; purpose: CallbackPurpose; params: CallParams; answer: number | string };

type News = { callSid: string; purpose: CallbackPurpose; to: Callback; params: CallParams };

/** Enough to look at; a long run must not fill the memory. */
const SENT_KEPT = 10_000;
const ANSWER_LIMIT_MS = 15_000;

export type Callbacks = ReturnType<typeof createCallbacks>;

/** @param settings read anew for each callback */
export function createCallbacks(authToken: string, settings: () => PhoneSettings, random: Random) {
  const sent: SentCallback[] = [];
  const held = new Map<string, News[]>();
  const onTheirWay = new Set<Promise<void>>();
  const ended = new AbortController();

  async function deliver({ callSid, purpose, to, params }: News, afterMs: number): Promise<void> {
    await delay(afterMs, undefined, { signal: ended.signal });
    const answer = await requestWebhook({ ...to, params }, authToken, ANSWER_LIMIT_MS);
    sent.push({ callSid, purpose, params, answer: answer.kind === 'answered' ? answer.status : answer.why });
    if (sent.length > SENT_KEPT) sent.shift();
  }

  function start(news: News, afterMs: number): void {
    const delivery = deliver(news, afterMs)
      .catch((error) => {
        if (!ended.signal.aborted) throw error;
      })
      .finally(() => onTheirWay.delete(delivery));
    onTheirWay.add(delivery);
  }

  function dispatch(news: News): void {
    const { callbackLatencyMs, duplicateCallbacks, lostCallbacks } = settings();
    if (random() < lostCallbacks) return;
    const afterMs = between(random, callbackLatencyMs);
    start(news, afterMs);
    if (random() < duplicateCallbacks) start(news, afterMs + between(random, callbackLatencyMs));
  }

  return {
    sent: sent as readonly SentCallback[],

    /** Returns at once. */
    send(news: News): void {
      if (settings().shuffleCallbacks) held.set(news.callSid, [...(held.get(news.callSid) ?? []), news]);
      else dispatch(news);
    },

    /** Lets go what was held back for disorder: one after another, each after the answer to the one before. */
    release(callSid: string): void {
      const news = shuffled(random, held.get(callSid) ?? []);
      held.delete(callSid);
      const delivery = (async () => {
        for (const one of news) {
          if (random() < settings().lostCallbacks) continue;
          await deliver(one, between(random, settings().callbackLatencyMs));
          if (random() < settings().duplicateCallbacks) await deliver(one, 0);
        }
      })()
        .catch((error) => {
          if (!ended.signal.aborted) throw error;
        })
        .finally(() => onTheirWay.delete(delivery));
      onTheirWay.add(delivery);
    },

    /** Resolves when none is on its way. */
    async settle(): Promise<void> {
      while (onTheirWay.size > 0) await Promise.all(onTheirWay);
    },

    /** Drops what has not been sent. */
    async close(): Promise<void> {
      ended.abort();
      await Promise.all(onTheirWay);
    },
  };
}
