// The whole system as it runs in production: every role a process of its own, on a Postgres and a Temporal that only
// this file has, so that each of them can be killed.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { findTemporalBinary } from '../../scripts/local/find-temporal.ts';
import { startPostgres, stopPostgres } from '../../scripts/local/postgres.ts';
import { removePostgresPlace } from '../../scripts/local/postgres-place.ts';
import { startTemporal, stopTemporal } from '../../scripts/local/temporal.ts';
import { programPath, projectFolder } from '../../scripts/processes/project.ts';
import { runToEnd } from '../../scripts/processes/run-to-end.ts';
import { type Config, loadConfig } from '../../src/config/config.ts';
import type { Role } from '../../src/config/roles.ts';
import { connect } from '../../src/db/connections.ts';
import { createVault, type Vault } from '../../src/db/encryption.ts';
import { createWithBusiness, type Database, type WithBusiness } from '../../src/db/tenancy.ts';
import { CATALOGUE, SYSTEM_JOBS } from '../../src/jobs/catalogue.ts';
import { connectLazily } from '../../src/jobs/connection.ts';
import { startWhatsappSandbox, type WhatsappSandbox } from '../../src/sandbox/whatsapp-cloud.ts';
import { asRole } from '../support/databases.ts';
import { type KillableServer, startKillable } from './killable-server.ts';
import { steadyPorts } from './ports.ts';
import { type RoleProcess, superviseRole } from './role-process.ts';

export interface Cluster {
  readonly config: Config;
  /** What a further role of it is started with. */
  readonly env: NodeJS.ProcessEnv;
  readonly apiUrl: string;
  /** Where Meta calls. */
  readonly cloudWebhook: string;
  readonly sandbox: WhatsappSandbox;
  readonly client: Client;
  /** Sees every business: the cluster's superuser. */
  readonly owner: Database;
  readonly system: Database;
  readonly withBusiness: WithBusiness;
  readonly vault: Vault;

  readonly api: RoleProcess;
  readonly workers: readonly RoleProcess[];
  readonly schedulers: readonly RoleProcess[];
  /** All of the above. */
  readonly roles: readonly RoleProcess[];
  readonly postgres: KillableServer;
  readonly temporal: KillableServer;
  /** Ends every process and removes every file. */
  close(): Promise<void>;
}

/**
 * A kill of the process must cost nothing that was committed, so commits wait for their log; a loss of power is not
 * among the accidents, so nothing waits for the disk.
 */
const SURVIVES_A_KILL = { fsync: 'off' };

export interface ClusterOptions {
  workers: number;
  schedulers: number;
  /** For every role, on top of what each cluster has. */
  variables?: Record<string, string>;
}

/** Migrated, every role ready. `LOG_LEVEL=info` shows what the roles say. */
export async function startCluster({ workers, schedulers, variables }: ClusterOptions): Promise<Cluster> {
  await using begun = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'prosaas-chaos-'));
  begun.defer(() => rm(dataDir, { recursive: true, force: true }));
  const [postgresPort = 0, temporalPort = 0, apiPort = 0, ...healthPorts] = await steadyPorts();
  const servers = await startServers(dataDir, postgresPort, temporalPort, begun);

  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'test',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
    DATA_DIR: dataDir,
    PORT: String(apiPort),
    // Of the others nothing comes, and a worker starts sooner without them.
    TASK_QUEUES: [
      ...new Set([...Object.values(CATALOGUE), ...Object.values(SYSTEM_JOBS)].map(({ queue }) => queue)),
    ].join(','),
    DATABASE_OWNER_URL: servers.postgres.ownerUrl,
    DATABASE_URL: asRole(servers.postgres.ownerUrl, 'prosaas_app'),
    DATABASE_SYSTEM_URL: asRole(servers.postgres.ownerUrl, 'prosaas_system'),
    DATABASE_AUTH_URL: asRole(servers.postgres.ownerUrl, 'prosaas_auth'),
    TEMPORAL_ADDRESS: servers.temporal.address,
    ...variables,
  };
  const config = loadConfig({ ...env, SERVICE_ROLE: 'all' });
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const cloudWebhook = `${apiUrl}/webhook/whatsapp/cloud`;
  const sandbox = await startWhatsappSandbox({
    appSecret: config.secrets.whatsappApp,
    webhookUrl: cloudWebhook,
  });
  begun.defer(() => sandbox.close());

  await migrate(env);
  const startRole = (role: Role, port: number): RoleProcess => {
    const roleEnv = { ...env, SERVICE_ROLE: role, WHATSAPP_CLOUD_URL: sandbox.url, HEALTH_PORT: String(port) };
    const started = begun.use(superviseRole(roleEnv, port));
    started.start();
    return started;
  };
  const startRoles = (role: Role, count: number) => healthPorts.splice(0, count).map((port) => startRole(role, port));
  const byName = {
    api: startRole('api', apiPort),
    schedulers: startRoles('scheduler', schedulers),
    workers: startRoles('worker', workers),
  };
  const roles = [byName.api, ...byName.schedulers, ...byName.workers];
  await Promise.all(roles.map((role) => role.ready()));

  const client = connectLazily(config.temporal);
  begun.defer(() => client.connection.close());
  const connected = connectAll(config, begun);
  const ending = begun.move();
  return {
    config,
    env,
    apiUrl,
    cloudWebhook,
    sandbox,
    client,
    ...connected,
    ...byName,
    roles,
    ...servers,
    close: () => ending.disposeAsync(),
  };
}

async function startServers(dataDir: string, postgresPort: number, temporalPort: number, begun: AsyncDisposableStack) {
  begun.defer(async () => {
    await Promise.all([stopTemporal(dataDir), stopPostgres(dataDir)]);
    await removePostgresPlace(dataDir);
  });
  const binary = await findTemporalBinary(console.log);
  const [postgres, temporal] = await Promise.all([
    startKillable(() => startPostgres({ dataDir, port: postgresPort, settings: SURVIVES_A_KILL })),
    startKillable(() => startTemporal({ binary, dataDir, port: temporalPort })),
  ]);
  return { postgres, temporal };
}

/** As a deployment does it: the one-shot role, before the others. */
async function migrate(env: NodeJS.ProcessEnv): Promise<void> {
  const command = { command: process.execPath, args: [programPath('src/main.ts')], cwd: projectFolder };
  await runToEnd({ ...command, env: { ...env, SERVICE_ROLE: 'migrate' } }, 60_000);
}

function connectAll({ database, secrets }: Config, begun: AsyncDisposableStack) {
  const open = (url: string) => {
    const connection = connect(url, { name: 'test', max: 3 });
    begun.defer(() => connection.close());
    return connection.database;
  };
  return {
    owner: open(database.ownerUrl),
    system: open(database.systemUrl),
    withBusiness: createWithBusiness(open(database.appUrl)),
    vault: createVault(secrets.encryption),
  };
}
