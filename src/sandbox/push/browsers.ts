// The browsers that subscribed at the sandbox, what each got, and what is shown on its screen.
import { createECDH, randomBytes, randomUUID } from 'node:crypto';
import type { BrowserKeys } from './decrypt.ts';

/** What the push service does with the next messages for one browser, instead of taking them. */
export type Trouble =
  /** Refuses so many of them; `times` left out: all. */
  | { kind: 'refuse'; status: number; times?: number | undefined; retryAfterS?: number | undefined }
  /** Takes one, but its answer never comes. */
  | { kind: 'lose-answer'; how: 'reset' | 'hang' };

/** One request that was taken: verified and decrypted. */
export type TakenMessage = {
  browser: string;
  text: string;
  ttlSeconds: number;
  urgency: string;
  topic: string | undefined;
  /** ISO time. */
  at: string;
};

/** As the browser's own `PushSubscription` says it. */
export type Subscription = { endpoint: string; keys: { p256dh: string; auth: string } };

type Browser = {
  id: string;
  subscription: Subscription;
  keys: BrowserKeys;
  /** The application server key it subscribed for, base64url. */
  subscribedFor: string | undefined;
  trouble: Trouble | undefined;
  refused: number;
};

export type Browsers = ReturnType<typeof createBrowsers>;

export function createBrowsers() {
  const browsers = new Map<string, Browser>();
  const taken: TakenMessage[] = [];

  return {
    taken,

    /** A new browser. @param origin where this service takes messages */
    subscribe(origin: string, subscribedFor?: string): Subscription & { id: string } {
      const id = randomUUID();
      const pair = createECDH('prime256v1');
      const p256dh = pair.generateKeys('base64url');
      const privateKey = Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex');
      const auth = randomBytes(16);
      const subscription = { endpoint: `${origin}/push/${id}`, keys: { p256dh, auth: auth.toString('base64url') } };
      const keys = { privateKey, auth };
      browsers.set(id, { id, subscription, keys, subscribedFor, trouble: undefined, refused: 0 });
      return { id, ...subscription };
    },

    byId: (id: string): Browser | undefined => browsers.get(id),

    /** @returns false when there is no such browser */
    setTrouble(id: string, trouble: Trouble | undefined): boolean {
      const browser = browsers.get(id);
      if (!browser) return false;
      browser.trouble = trouble;
      browser.refused = 0;
      return true;
    },

    take(message: Omit<TakenMessage, 'at'>): void {
      taken.push({ ...message, at: new Date().toISOString() });
    },

    /** How often each text was taken for a browser: once-only means that every count is 1. */
    counts(id: string): Record<string, number> {
      const counts: Record<string, number> = {};
      for (const { browser, text } of taken) if (browser === id) counts[text] = (counts[text] ?? 0) + 1;
      return counts;
    },

    /** What a browser that was off finds when it comes back: of each topic the newest (RFC 8030 5.4). */
    waiting(id: string): TakenMessage[] {
      const mine = taken.filter(({ browser }) => browser === id);
      return mine.filter(
        ({ topic }, place) => topic === undefined || !mine.slice(place + 1).some((later) => later.topic === topic),
      );
    },

    forget(): void {
      browsers.clear();
      taken.length = 0;
    },
  };
}
