// The scheduler role: keeps Temporal's Schedules as declared, relays what the outbox still holds, watches. No job logic.
import { hostname } from 'node:os';
import { tellAlerts } from '../db/alerts.ts';
import { connect } from '../db/connections.ts';
import { forgetRound } from '../db/scheduler-rounds.ts';
import { startHealthServer } from '../http/health-server.ts';
import { connectLazily } from '../jobs/connection.ts';
import { createJobs } from '../jobs/jobs.ts';
import { refuseUnprepared } from '../jobs/namespace.ts';
import { relay } from '../jobs/relay.ts';
import { reconcile } from '../jobs/schedules/reconcile.ts';
import { reportPlan } from '../jobs/schedules/report.ts';
import { DECLARATION } from '../jobs/schedules.ts';
import { tellOwners } from '../jobs/watch/tell.ts';
import { look, noteRound } from '../jobs/watch/watch.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createWatchMetrics } from '../telemetry/watch-metrics.ts';
import type { StartRole } from './role.ts';

const ROUND_EVERY_MS = 1_000;
/** Schedules and alerts are looked at every so many rounds. */
const LOOK_EVERY_ROUNDS = 15;

export const startScheduler: StartRole = async (config, log) => {
  const system = connect(config.database.systemUrl, { name: 'scheduler', max: 5 });
  const client = connectLazily(config.temporal);
  await refuseUnprepared(client);
  const metrics = createMetrics('scheduler');
  const watching = { client, system: system.database, metrics: createWatchMetrics(metrics.register) };
  const relaying = {
    system: system.database,
    jobs: createJobs({ client, system: system.database, log }),
    metrics,
    log,
  };
  const instance = `${process.pid}@${hostname()}`;
  const report = reportPlan(log);

  const everyRound: Chores = {
    'sign of life': (now) => noteRound(watching, now, instance),
    relay: (now) => relay(relaying, now),
  };
  const everyLook: Chores = {
    schedules: async () => report(await reconcile(client, DECLARATION)),
    watch: (now) => look(watching, now),
    alerts: () => tellAlerts(system.database, (alert) => tellOwners(relaying, alert)),
  };
  const rounds = repeat(ROUND_EVERY_MS, async (round) => {
    const chores = round % LOOK_EVERY_ROUNDS === 0 ? { ...everyRound, ...everyLook } : everyRound;
    for (const [name, chore] of Object.entries(chores))
      await chore(new Date()).catch((error: unknown) =>
        log.warn({ chore: name, error: String(error) }, 'a chore failed; the next round tries again'),
      );
  });
  const health = await startHealthServer({
    host: config.host,
    port: config.healthPort,
    checks: { postgres: () => system.pool.query('select 1'), temporal: () => client.connection.ensureConnected() },
    metrics: () => metrics.text(),
  });
  log.info({ health: health.url }, 'scheduler watches');
  return {
    ended: rounds.ended,
    url: health.url,
    async stop() {
      await rounds.stop();
      await forgetRound(system.database, instance).catch(() => undefined);
      await Promise.allSettled([health.close(), client.connection.close(), system.close()]);
    },
  };
};

/** By name; one that fails does not keep the others from being done. */
type Chores = Record<string, (now: Date) => Promise<void>>;

/** One round after another, never two at once; they are numbered from 0. */
function repeat(everyMs: number, round: (number: number) => Promise<void>) {
  let stopping = false;
  let wake: () => void = () => undefined;
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const ended = (async () => {
    for (let number = 0; !stopping; number += 1) {
      await round(number);
      if (!stopping) await pause();
    }
  })();
  return {
    ended,
    async stop() {
      stopping = true;
      wake();
      await ended;
    },
  };
}
