// Live updates: each API process listens once, and reads on from its last number for every subscriber.
import { EventEmitter } from 'node:events';
import { and, asc, eq, gt } from 'drizzle-orm';
import pg from 'pg';
import { KEEP_ALIVE_AFTER_MS } from '../../db/connections.ts';
import { EVENTS_CHANNEL } from '../../db/events.ts';
import type { BusinessId } from '../../db/ids.ts';
import { eventCounters, events } from '../../db/schema/index.ts';
import type { BusinessTx, WithBusiness } from '../../db/tenancy.ts';
import type { Logger } from '../../telemetry/log.ts';

export interface LiveEvent {
  number: number;
  type: string;
  data: Record<string, string>;
}

/** `reset`: the asked-for number is too old, or of another life of the database: fetch everything anew. */
export type FeedPage = { kind: 'events'; events: LiveEvent[] } | { kind: 'reset'; number: number };

export interface EventFeed {
  /** Calls back whenever the business may have new events, also after a lost connection. @returns the unsubscribe */
  subscribe(businessId: BusinessId, onNews: () => void): () => void;
  /** The last number given out. */
  lastNumber(businessId: BusinessId): Promise<number>;
  readAfter(businessId: BusinessId, number: number): Promise<FeedPage>;
  close(): Promise<void>;
}

const PAGE = 500;
const RECONNECT_AFTER_MS = 1_000;

/** @param url a direct connection of the app role: LISTEN does not pass a transaction pooler */
export function createEventFeed(url: string, withBusiness: WithBusiness, log: Logger): EventFeed {
  const news = new EventEmitter().setMaxListeners(0);
  const listener = keepListening(url, news, log);
  return {
    subscribe(businessId, onNews) {
      news.on(String(businessId), onNews).on('reconnected', onNews);
      return () => void news.off(String(businessId), onNews).off('reconnected', onNews);
    },
    lastNumber: (businessId) => withBusiness(businessId, lastNumber),
    readAfter: (businessId, number) =>
      withBusiness(businessId, async (tx) => {
        const last = await lastNumber(tx);
        if (number > last) return { kind: 'reset', number: last };
        const page = await tx
          .select({ number: events.number, type: events.type, data: events.data })
          .from(events)
          .where(and(eq(events.businessId, tx.businessId), gt(events.number, number)))
          .orderBy(asc(events.number))
          .limit(PAGE);
        // Numbers have no gaps: one that does not come next says that what came between was cleared away.
        const isNext = page[0] ? page[0].number === number + 1 : number === last;
        return isNext ? { kind: 'events', events: page } : { kind: 'reset', number: last };
      }),
    close: () => listener.close(),
  };
}

async function lastNumber(tx: BusinessTx): Promise<number> {
  const [counter] = await tx.select({ last: eventCounters.lastNumber }).from(eventCounters);
  return counter?.last ?? 0;
}

/** One LISTEN connection, made again whenever it is lost; whoever waits then looks for what was missed. */
function keepListening(url: string, news: EventEmitter, log: Logger): { close(): Promise<void> } {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const again = () => {
    if (!closed) timer = setTimeout(() => void connect(), RECONNECT_AFTER_MS);
  };
  const connect = async () => {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'prosaas-live',
      // Hours may pass without a notice: only this tells a quiet business from a host that vanished.
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    });
    client = fresh;
    fresh.on('error', (error) => log.warn({ error: error.message }, 'live connection lost'));
    fresh.on('end', again);
    fresh.on('notification', ({ payload = '' }) => news.emit(payload.split(':')[0] ?? ''));
    try {
      await fresh.connect();
      await fresh.query(`listen ${EVENTS_CHANNEL}`);
      news.emit('reconnected');
    } catch (error) {
      log.warn({ error: String(error) }, 'live connection refused; trying again');
      await fresh.end().catch(() => undefined);
    }
  };
  void connect();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
