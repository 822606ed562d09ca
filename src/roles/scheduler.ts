// The scheduler role: relays starts the outbox still holds. No job logic.
import { connect } from '../db/connections.ts';
import { recordRound } from '../db/scheduler-rounds.ts';
import { startHealthServer } from '../http/health-server.ts';
import { connectLazily } from '../jobs/connection.ts';
import { createJobs } from '../jobs/jobs.ts';
import { refuseUnprepared } from '../jobs/namespace.ts';
import { countOutbox, readOutbox } from '../jobs/outbox.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import type { StartRole } from './role.ts';

const ROUND_EVERY_MS = 1_000;
/** Younger rows are still being handed over by the process that wrote them. */
const LEFT_BEHIND_AFTER_MS = 3_000;
const ROWS_AT_ONCE = 200;

export const startScheduler: StartRole = async (config, log) => {
  const system = connect(config.database.systemUrl, { name: 'scheduler', max: 5 });
  const client = connectLazily(config.temporal);
  await refuseUnprepared(client);
  const jobs = createJobs({ client, system: system.database, log });
  const metrics = createMetrics('scheduler');
  const instance = `${process.pid}`;

  async function round(): Promise<void> {
    const now = Date.now();
    await recordRound(system.database, new Date(now), instance);
    metrics.outboxWaiting(await countOutbox(system.database));
    const left = await readOutbox(system.database, new Date(now - LEFT_BEHIND_AFTER_MS), ROWS_AT_ONCE);
    if (left.length === 0) return;
    log.info({ rows: left.length }, 'relaying starts left behind');
    await jobs.relay(left);
  }

  const rounds = repeat(round, ROUND_EVERY_MS, (error) =>
    log.warn({ error: String(error) }, 'a round failed; the next one tries again'),
  );
  const health = await startHealthServer({
    host: config.host,
    port: config.healthPort,
    checks: { postgres: () => system.pool.query('select 1'), temporal: () => client.connection.ensureConnected() },
    metrics: () => metrics.text(),
  });
  log.info({ health: health.url }, 'scheduler watches');
  return {
    ended: rounds.ended,
    async stop() {
      await rounds.stop();
      await Promise.allSettled([health.close(), client.connection.close(), system.close()]);
    },
  };
};

/** One round after another, never two at once. */
function repeat(round: () => Promise<void>, everyMs: number, onError: (error: unknown) => void) {
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
    while (!stopping) {
      await round().catch(onError);
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
