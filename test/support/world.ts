// The roles themselves, in one process, on a database and a namespace of their own: what integration tests talk to.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { inject } from 'vitest';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { connect, type DatabaseConnection } from '../../src/db/connections.ts';
import { createVault, type Vault } from '../../src/db/encryption.ts';
import { createWithBusiness, type Database, type WithBusiness } from '../../src/db/tenancy.ts';
import { createJobs, type Jobs } from '../../src/jobs/jobs.ts';
import type { RunningRole } from '../../src/roles/role.ts';
import { ROLE_STARTERS } from '../../src/roles/roles.ts';
import { type PushSandbox, startPushSandbox } from '../../src/sandbox/push-service.ts';
import { startWhatsappSandbox, type WhatsappSandbox } from '../../src/sandbox/whatsapp-cloud.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createTestDatabase, type TestDatabase } from './databases.ts';
import { createTestNamespace } from './namespaces.ts';

export type WorldRole = 'api' | 'worker' | 'scheduler' | 'calls';

export interface World {
  config: Config;
  /** What a role that is a process of its own needs to belong to this world. */
  env: NodeJS.ProcessEnv;
  databases: TestDatabase;
  app: DatabaseConnection;
  system: Database;
  withBusiness: WithBusiness;
  vault: Vault;
  client: Client;
  jobs: Jobs;
  sandbox: WhatsappSandbox;
  pushService: PushSandbox;
  /** The api's address; only when the api runs. */
  apiUrl: string;
  start(role: WorldRole): Promise<RunningRole>;
  /** Stops everything. @throws when something was left behind */
  close(): Promise<void>;
}

/** Starts the named roles. `LOG_LEVEL=debug` shows what they say. */
export const startWorld = (...roles: WorldRole[]): Promise<World> => startWorldWith({}, ...roles);

/** As {@link startWorld}, with variables of the test's own. */
export async function startWorldWith(variables: Record<string, string>, ...roles: WorldRole[]): Promise<World> {
  const [databases, client, dataDir] = await Promise.all([
    createTestDatabase(),
    createTestNamespace(),
    mkdtemp(join(tmpdir(), 'prosaas-world-')),
  ]);
  const env = {
    NODE_ENV: 'test',
    SERVICE_ROLE: 'all',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
    DATA_DIR: dataDir,
    PORT: '0',
    DATABASE_OWNER_URL: databases.ownerUrl,
    DATABASE_URL: databases.appUrl,
    DATABASE_SYSTEM_URL: databases.systemUrl,
    DATABASE_AUTH_URL: databases.authUrl,
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_NAMESPACE: client.options.namespace,
    ...variables,
  };
  const { secrets } = loadConfig(env);
  const sandbox = await startWhatsappSandbox({
    appSecret: secrets.whatsappApp,
    webhookUrl: 'http://127.0.0.1:9/',
    statusLatencyMs: [0, 5],
  });
  const pushService = await startPushSandbox();
  const config = loadConfig({ ...env, WHATSAPP_CLOUD_URL: sandbox.url, PUSH_ALLOWED_ORIGIN: pushService.url });
  const app = connect(config.database.appUrl, { name: 'test', max: 5 });
  const system = connect(config.database.systemUrl, { name: 'test-system', max: 3 });
  const running: RunningRole[] = [];

  const world: World = {
    config,
    env: { PATH: process.env.PATH, ...env, WHATSAPP_CLOUD_URL: sandbox.url, PUSH_ALLOWED_ORIGIN: pushService.url },
    databases,
    app,
    system: system.database,
    withBusiness: createWithBusiness(app.database),
    vault: createVault(secrets.encryption),
    client,
    jobs: createJobs({ client, system: system.database, log: createLog('test', config.logLevel) }),
    sandbox,
    pushService,
    apiUrl: '',
    async start(name) {
      const starter = ROLE_STARTERS[name];
      if (starter === 'later') throw new Error(`${name} does not exist yet`);
      const role = await (await starter())(config, createLog(name, config.logLevel));
      running.push(role);
      if (name === 'api') {
        world.apiUrl = role.url ?? '';
        sandbox.change({ webhookUrl: `${world.apiUrl}/webhook/whatsapp/cloud` });
      }
      return role;
    },
    async close() {
      await Promise.all(running.map((role) => role.stop()));
      await Promise.all([sandbox.close(), pushService.close()]);
      await Promise.all([app.close(), system.close(), client.connection.close()]);
      await databases.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  for (const role of roles) await world.start(role);
  return world;
}
