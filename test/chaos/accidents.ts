// What goes wrong, and when: processes and servers are killed, and it is noted which sends were under way.
import { setTimeout as delay } from 'node:timers/promises';
import { and, inArray, lte, sql } from 'drizzle-orm';
import type { MessageId } from '../../src/db/ids.ts';
import { messages } from '../../src/db/schema/index.ts';
import { between, type Random } from '../../src/sandbox/seeded-random.ts';
import { until } from '../support/until.ts';
import type { Cluster } from './cluster.ts';

/** A kill, in ms from the start. Roles are started again at once, servers after `downMs`. */
export type Accident =
  | { at: number; kind: 'worker'; worker: number }
  | { at: number; kind: 'api' }
  | { at: number; kind: 'temporal' | 'postgres'; downMs: number };

const WORKER_KILLS = 10;
/** Worker kills first: what they leave open takes longest to settle. */
const WORKERS_DIE = [2_000, 30_000] as const;
const TEMPORAL_DIES = [32_000, 34_000] as const;
const API_DIES = [39_000, 40_000] as const;
const POSTGRES_DIES = [43_000, 45_000] as const;
/** A server is away this long, and as long as its start takes. */
const SERVER_AWAY = [0, 2_000] as const;

const LOOKED_AT_WITHIN_MS = 60_000;

/** When the last accident has happened at the latest, in ms from the start. */
export const ACCIDENTS_LAST_MS = POSTGRES_DIES[1];

/** In the order in which they happen. */
export function planAccidents(random: Random, workers: number): Accident[] {
  const workerKills = Array.from({ length: WORKER_KILLS }, () => ({
    at: between(random, WORKERS_DIE),
    kind: 'worker' as const,
    worker: Math.floor(random() * workers),
  }));
  return [
    ...workerKills.sort((one, other) => one.at - other.at),
    { at: between(random, TEMPORAL_DIES), kind: 'temporal', downMs: between(random, SERVER_AWAY) },
    { at: between(random, API_DIES), kind: 'api' },
    { at: between(random, POSTGRES_DIES), kind: 'postgres', downMs: between(random, SERVER_AWAY) },
  ];
}

/**
 * Lets the accidents happen, one after the other.
 * @returns the sends that were under way when a worker or Postgres was killed: only these may end unconfirmed
 */
export async function happen(cluster: Cluster, accidents: readonly Accident[], startedAt: number) {
  const underWay = new Set<MessageId>();
  const note = async (killedBy: Date) => {
    for (const id of await sendsUnderWay(cluster, killedBy)) underWay.add(id);
  };
  for (const accident of accidents) {
    await delay(Math.max(0, startedAt + accident.at - Date.now()));
    switch (accident.kind) {
      case 'worker': {
        const worker = cluster.workers[accident.worker];
        // One that is still starting holds nothing that could be lost.
        await worker?.ready();
        await worker?.kill();
        await note(new Date());
        break;
      }
      case 'api':
        await cluster.api.kill();
        break;
      case 'temporal':
        await cluster.temporal.kill();
        await delay(accident.downMs);
        await cluster.temporal.start();
        break;
      case 'postgres': {
        await cluster.postgres.kill();
        const killedBy = new Date();
        await delay(accident.downMs);
        await cluster.postgres.start();
        await note(killedBy);
      }
    }
  }
  return underWay;
}

/**
 * Sends that were claimed before the kill and whose fate was open after it. None is missed: every claim is in a
 * transaction begun before the kill, and the look waits for the end of those; and a send leaves the two open states
 * for `unconfirmed` only a minute later.
 */
async function sendsUnderWay({ owner }: Cluster, killedBy: Date): Promise<MessageId[]> {
  const ended = async () => {
    const begun = await owner.execute(sql`
      select from pg_stat_activity where application_name like 'prosaas-worker%' and xact_start <= ${killedBy}`);
    return begun.rowCount === 0;
  };
  const open = () =>
    owner
      .select({ id: messages.id })
      .from(messages)
      .where(and(inArray(messages.state, ['sending', 'unknown']), lte(messages.attemptedAt, killedBy)));
  // A server that has just been started again may be slow to let anybody in.
  await until('transactions begun before the kill to end', () => ended().catch(() => false), LOOKED_AT_WITHIN_MS);
  const rows = await until('the open sends', () => open().catch(() => undefined), LOOKED_AT_WITHIN_MS);
  return rows.map(({ id }) => id);
}
