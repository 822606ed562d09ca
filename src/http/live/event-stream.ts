// One reader's live events as the text of a server-sent stream (HTML Living Standard, section 9.2).
import type { BusinessId } from '../../db/ids.ts';
import type { Logger } from '../../telemetry/log.ts';
import type { EventFeed, FeedPage } from './event-feed.ts';

export interface Reader {
  feed: Pick<EventFeed, 'subscribe' | 'readAfter'>;
  businessId: BusinessId;
  /** The number of the last event the reader has. */
  after: number;
  /** Asked at every keep-alive, and of a busy stream too: a session may have ended, a member may have been removed. */
  mayGoOn(): Promise<boolean>;
  /** Proxies cut what is silent for long. In ms. */
  keepAliveMs: number;
  /** Aborted when the reader has gone or the process stops. */
  signal: AbortSignal;
  log: Pick<Logger, 'warn'>;
}

/** Every event after the reader's last one, in order and without gaps, until the signal. A `reset` says: fetch everything anew. */
export async function* eventStream(reader: Reader): AsyncGenerator<string> {
  const { feed, businessId, signal } = reader;
  const bell = createBell();
  const unsubscribe = feed.subscribe(businessId, bell.ring);
  signal.addEventListener('abort', bell.ring, { once: true });
  try {
    let last = reader.after;
    let askedAt = performance.now();
    const mayStay = () => {
      askedAt = performance.now();
      return reader.mayGoOn();
    };
    // An id alone is no event, but the browser keeps it: a connection lost before the first event resumes here.
    yield `id: ${last}\n\n`;
    while (!signal.aborted) {
      // A stream that never falls silent is asked about as often as a silent one.
      if (performance.now() - askedAt > 2 * reader.keepAliveMs && !(await mayStay())) return;
      const page = await readOn(reader, last);
      if (page.kind === 'reset') {
        last = page.number;
        yield frame(last, 'reset', {});
      }
      if (page.kind === 'events' && page.events.length > 0) {
        for (const { number, type, data } of page.events) {
          if (signal.aborted) return;
          yield frame(number, type, data);
        }
        last = page.events.at(-1)?.number ?? last;
        continue; // A page is bounded: there may be more.
      }
      if (await bell.rungWithin(reader.keepAliveMs)) continue;
      if (!(await mayStay())) return;
      yield ': keep-alive\n\n';
    }
  } finally {
    unsubscribe();
  }
}

/** With the database away the reader waits; the feed calls when it is back. */
async function readOn({ feed, businessId, log }: Reader, last: number): Promise<FeedPage> {
  try {
    return await feed.readAfter(businessId, last);
  } catch (error) {
    log.warn({ businessId, error: String(error) }, 'live events could not be read; waiting');
    return { kind: 'events', events: [] };
  }
}

function frame(number: number, type: string, data: object): string {
  return `id: ${number}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Remembers a ring until somebody has listened: news that came during a read is not missed. */
function createBell() {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring(): void {
      rung = true;
      wake?.();
    },
    /** @returns whether it was rung since the last time it was asked, or is within `ms` */
    async rungWithin(ms: number): Promise<boolean> {
      if (!rung) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        const timer = setTimeout(resolve, ms);
        await promise;
        clearTimeout(timer);
      }
      const wasRung = rung;
      rung = false;
      return wasRung;
    },
  };
}
