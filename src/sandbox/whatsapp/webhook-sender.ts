// Calls the app back as Meta does: signed, again until a 200 comes; only the waits are shorter and the tries counted.
import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { DeliveryStatus } from './behaviours.ts';
import type { SandboxSettings } from './settings.ts';

const ANSWER_TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;
/** Enough to look at; a long run must not fill the memory. */
const DELIVERIES_KEPT = 10_000;

type Subject =
  | { kind: 'message' | 'echo'; providerMessageId: string }
  | { kind: 'status'; providerMessageId: string; status: DeliveryStatus };

/** One attempt at one callback. `answer` is the HTTP status, or why there was none. */
export type Delivery = Subject & { at: string; attempt: number; answer: number | string };

export type Callback = { subject: Subject; payload: object; afterMs: number; onDelivered?: () => void };

export type WebhookSender = ReturnType<typeof createWebhookSender>;

/** @param settings read anew before each attempt, so that a change reaches callbacks already waiting */
export function createWebhookSender(appSecret: string, settings: () => SandboxSettings) {
  const pending = new Set<Promise<void>>();
  const deliveries: Delivery[] = [];
  let life = new AbortController();

  async function deliver({ subject, payload, afterMs, onDelivered }: Callback, ended: AbortSignal): Promise<void> {
    const body = JSON.stringify(payload);
    await delay(afterMs, undefined, { signal: ended });
    for (let attempt = 1; attempt <= settings().maxDeliveryAttempts; attempt++) {
      if (attempt > 1) await delay(retryDelayMs(attempt), undefined, { signal: ended });
      const answer = await post(settings().webhookUrl, body, appSecret, ended);
      ended.throwIfAborted();
      deliveries.push({ ...subject, at: new Date().toISOString(), attempt, answer });
      if (deliveries.length > DELIVERIES_KEPT) deliveries.shift();
      if (answer === 200) return onDelivered?.();
    }
  }

  function end(): void {
    life.abort();
    life = new AbortController();
  }

  return {
    deliveries,

    /** Starts a callback and returns at once. */
    call(callback: Callback): void {
      const { signal } = life;
      const delivery = deliver(callback, signal)
        .catch((error) => {
          if (!signal.aborted) throw error;
        })
        .finally(() => pending.delete(delivery));
      pending.add(delivery);
    },

    /** Resolves when no callback is on its way: each was answered with 200 or given up. */
    async settle(): Promise<void> {
      while (pending.size > 0) await Promise.all(pending);
    },

    /** Drops what is on its way and forgets what was. */
    forget(): void {
      end();
      deliveries.length = 0;
    },

    /** Drops what is on its way; resolves when nothing of it runs any more. */
    async close(): Promise<void> {
      end();
      await Promise.all(pending);
    },
  };
}

/** `sha256=` and the hex HMAC-SHA256 of the raw body with the app's secret: Meta's `X-Hub-Signature-256`. */
function hubSignature(appSecret: string, body: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
}

async function post(url: string | undefined, body: string, appSecret: string, ended: AbortSignal) {
  if (url === undefined) return 'no webhook URL is set';
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': hubSignature(appSecret, body) },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([ended, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}

function retryDelayMs(attempt: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** (attempt - 2), LONGEST_RETRY_MS);
}
