// The api role: HTTP. It accepts, answers and starts workflows; it runs none and sends nothing.
import { connect, refuseUnsafeRole } from '../db/connections.ts';
import { createVault } from '../db/encryption.ts';
import { createWithBusiness } from '../db/tenancy.ts';
import { buildApp } from '../http/app.ts';
import { createAuth } from '../http/auth.ts';
import { createEventFeed } from '../http/live/event-feed.ts';
import { connectLazily } from '../jobs/connection.ts';
import { createJobsHealth } from '../jobs/health.ts';
import { createJobs } from '../jobs/jobs.ts';
import { createLocalDisk } from '../providers/storage/local-disk.ts';
import { createCloudApi } from '../providers/whatsapp/cloud-api.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import type { StartRole } from './role.ts';

export const startApi: StartRole = async (config, log) => {
  const app = connect(config.database.appUrl, { name: 'api', max: 20 });
  const system = connect(config.database.systemUrl, { name: 'api-system', max: 10 });
  const authentication = connect(config.database.authUrl, { name: 'api-auth', max: 5 });
  await refuseUnsafeRole(app);
  const client = connectLazily(config.temporal);
  const withBusiness = createWithBusiness(app.database);
  const feed = createEventFeed(config.database.appUrl, withBusiness, log);
  const { secrets, publicUrl, production } = config;
  const http = await buildApp({
    withBusiness,
    system: system.database,
    jobs: createJobs({ client, system: system.database, log }),
    jobsHealth: createJobsHealth(client, system.database),
    auth: createAuth(authentication.database, { secret: secrets.auth, publicUrl, production }),
    vault: createVault(secrets.encryption),
    storage: createLocalDisk(`${config.dataDir}/files`),
    feed,
    describeNumber: (phoneNumberId, accessToken) =>
      createCloudApi({ baseUrl: config.whatsappCloudUrl, phoneNumberId, accessToken }).describeNumber(),
    checks: { postgres: () => app.pool.query('select 1'), temporal: () => client.connection.ensureConnected() },
    log,
    metrics: createMetrics('api'),
    settings: {
      production,
      publicUrl,
      internalSecret: secrets.internal,
      whatsappAppSecret: secrets.whatsappApp,
      whatsappVerifyToken: secrets.whatsappVerify,
      push: config.push,
    },
  });
  const url = await http.listen({ host: config.host, port: config.port });
  log.info({ url }, 'api listens');
  const closed = Promise.withResolvers<void>();
  return {
    ended: closed.promise,
    url,
    async stop() {
      // Live feeds never end by themselves; they are closed first, then what is under way is finished.
      await feed.close();
      await http.close();
      await Promise.allSettled([client.connection.close(), app.close(), system.close(), authentication.close()]);
      closed.resolve();
    },
  };
};
