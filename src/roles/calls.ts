// The calls role: answers the phone. Twilio's webhooks and media streams; it runs no job and does nothing periodic.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { createAdmission } from '../calls/admission.ts';
import { createLeases } from '../calls/leases.ts';
import { attachStreamServer } from '../calls/stream/stream-server.ts';
import { createStreamGate } from '../calls/stream-gate.ts';
import { createSenses } from '../calls/talk/senses.ts';
import { createTalks } from '../calls/talk/talks.ts';
import { buildVoiceApp } from '../calls/webhooks/app.ts';
import { connect, refuseUnsafeRole } from '../db/connections.ts';
import { createWithBusiness } from '../db/tenancy.ts';
import { connectLazily } from '../jobs/connection.ts';
import { createJobs } from '../jobs/jobs.ts';
import { createCallMetrics } from '../telemetry/call-metrics.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import type { StartRole } from './role.ts';

/** Calls under way may end well before a deploy ends them; on a laptop nobody wants to wait for that. */
const DRAIN_MS = { production: 10 * 60_000, development: 5_000 };

/** A caller is answered by one of them, and a talk needs one now and then. */
const READY_CONNECTIONS = 5;

/**
 * While the whole heap is looked through for garbage all calls wait, some 100 ms, and V8 by itself does that every three
 * seconds at fifty calls. With the first two it is once a minute: the heap may grow by 400 % of what was in use the last
 * time (some 300 MB), and what lies outside of it, as sockets bring it, has no limit of its own. With the third it is done
 * in steps of a few ms between other work, not by four threads that take the core away.
 */
const COLLECTOR = [
  '--heap-growing-percent=400',
  '--external-memory-accounted-in-global-limit',
  '--no-concurrent-marking',
];

export const startCalls: StartRole = async (config, log) => {
  for (const flag of COLLECTOR) setFlagsFromString(flag);
  const app = connect(config.database.appUrl, { name: 'calls', max: 20 });
  const system = connect(config.database.systemUrl, { name: 'calls-system', max: 5 });
  await refuseUnsafeRole(app);
  const client = connectLazily(config.temporal);
  const withBusiness = createWithBusiness(app.database);
  const jobs = createJobs({ client, system: system.database, log });
  const metrics = createMetrics('calls');
  const callMetrics = createCallMetrics(metrics.register);
  const admission = createAdmission(config.calls.max, () => performance.now());
  const leases = createLeases(withBusiness, `${process.pid}@${hostname()}/${randomUUID()}`, log);
  const senses = await createSenses(config, callMetrics, log);
  const talks = createTalks({ senses, withBusiness, jobs, metrics: callMetrics, log });
  const { accountSid, authToken } = config.twilio;
  const http = await buildVoiceApp({
    withBusiness,
    system: system.database,
    jobs,
    admission,
    leases,
    checks: {
      postgres: () => app.pool.query('select 1'),
      temporal: () => client.connection.ensureConnected(),
      voices: senses.check,
    },
    log,
    metrics,
    callMetrics,
    settings: {
      production: config.production,
      internalSecret: config.secrets.internal,
      publicUrl: config.calls.publicUrl,
      authToken,
      maxPerBusiness: config.calls.maxPerBusiness,
    },
  });
  const streams = attachStreamServer(http.server, {
    publicUrl: config.calls.publicUrl,
    authToken,
    gate: createStreamGate({
      accountSid,
      withBusiness,
      jobs,
      admission,
      leases,
      openSession: talks.open,
      log,
    }),
    metrics: callMetrics,
  });
  // The first callers shall not wait for connections.
  await Promise.all(Array.from({ length: READY_CONNECTIONS }, () => app.pool.query('select 1')));
  const url = await http.listen({ host: config.host, port: config.calls.port });
  log.info({ url }, 'calls are answered');
  const closed = Promise.withResolvers<void>();
  return {
    ended: closed.promise,
    url,
    async stop() {
      admission.close();
      await streams.drain(config.production ? DRAIN_MS.production : DRAIN_MS.development);
      await http.close();
      leases.close();
      await talks.settled();
      await senses.close();
      await Promise.allSettled([client.connection.close(), app.close(), system.close()]);
      closed.resolve();
    },
  };
};
