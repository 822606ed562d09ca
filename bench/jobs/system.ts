// The product as production runs it, on this machine: every role a process of its own, two workers, the sandbox in
// place of WhatsApp, a Temporal server and a Postgres with the settings of `npm start`, all in a temporary folder.
import { Client, Connection } from '@temporalio/client';
import { freePort } from '../../scripts/local/ports.ts';
import { localUrl } from '../../scripts/start/environment.ts';
import { runStep } from '../../scripts/start/steps.ts';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { connect } from '../../src/db/connections.ts';
import { createVault } from '../../src/db/encryption.ts';
import { createWithBusiness } from '../../src/db/tenancy.ts';
import { createBusiness, type TestBusiness } from '../../test/support/factories.ts';
import { type BenchProcess, startScript } from '../measuring/processes.ts';
import { startServers } from '../measuring/servers.ts';

export interface System {
  readonly apiUrl: string;
  readonly sandboxUrl: string;
  readonly internalSecret: string;
  readonly client: Client;
  /** What a process needs in its environment to belong to it. */
  readonly env: NodeJS.ProcessEnv;
  /** Answers at once; sessions stay open. */
  readonly business: TestBusiness;
  /** Answers at once and closes each session after a second of silence. */
  readonly briefBusiness: TestBusiness;
  /** Whose CPU time is looked at. */
  readonly pids: { workers: number[]; api: number[]; temporal: number[]; postgres: number[] };
}

/** A minute's fraction that makes a second: sessions that end while one waits. */
const ONE_SECOND_MINUTES = 1 / 60;

/** Starts everything; what it started is ended by `started`. */
export async function startSystem(dataDir: string, started: AsyncDisposableStack): Promise<System> {
  const { urls, temporal } = await startServers(dataDir, started);
  const postgresPid = await serverPid(urls.DATABASE_OWNER_URL);
  const apiPort = await freePort();
  const sandboxPort = await freePort();
  const env = {
    // Nothing of the person's own settings: a model's key would turn the scripted assistant off.
    PATH: process.env.PATH,
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    DATA_DIR: dataDir,
    ...urls,
    TEMPORAL_ADDRESS: temporal.address,
    PORT: String(apiPort),
    PUBLIC_URL: localUrl(apiPort),
    WHATSAPP_CLOUD_URL: localUrl(sandboxPort),
    SANDBOX_PORT: String(sandboxPort),
  };
  const config = loadConfig({ ...env, SERVICE_ROLE: 'all' });
  const all = { ...env, WHATSAPP_APP_SECRET: config.secrets.whatsappApp };
  await runStep('migrate', 'src/main.ts', dataDir, { ...all, SERVICE_ROLE: 'migrate' });
  const processes = await startProcesses(dataDir, all, started);
  const connection = await Connection.connect({ address: temporal.address });
  started.defer(() => connection.close());
  return {
    apiUrl: localUrl(apiPort),
    sandboxUrl: localUrl(sandboxPort),
    internalSecret: config.secrets.internal,
    client: new Client({ connection }),
    env: all,
    ...(await makeBusinesses(config)),
    pids: { ...processes, temporal: [temporal.pid], postgres: [postgresPid] },
  };
}

/** The postmaster: the parent of every connection's process. */
async function serverPid(ownerUrl: string): Promise<number> {
  const owner = connect(ownerUrl, { name: 'bench', max: 1 });
  try {
    const { rows } = await owner.pool.query<{ pid: string }>(
      `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid`,
    );
    return Number(rows[0]?.pid);
  } finally {
    await owner.close();
  }
}

async function startProcesses(dataDir: string, env: NodeJS.ProcessEnv, started: AsyncDisposableStack) {
  const start = (name: string, script: string, more: NodeJS.ProcessEnv): BenchProcess =>
    started.use(startScript({ name, script, dataDir, env: { ...env, ...more } }));
  const sandbox = start('sandbox', 'src/sandbox/main.ts', {});
  const api = start('api', 'src/main.ts', { SERVICE_ROLE: 'api' });
  const behind = ['scheduler', 'worker', 'worker'].map(async (role, index) => {
    const port = await freePort();
    const name = `${role}-${index}`;
    const process = start(name, 'src/main.ts', { SERVICE_ROLE: role, HEALTH_PORT: String(port) });
    await process.ready(`${localUrl(port)}/readyz`);
    return { role, pid: process.pid };
  });
  await Promise.all([
    sandbox.ready(`${localUrl(Number(env.SANDBOX_PORT))}/sandbox/counts`),
    api.ready(`${localUrl(Number(env.PORT))}/readyz`),
  ]);
  const workers = (await Promise.all(behind)).filter(({ role }) => role === 'worker');
  return { api: [api.pid], workers: workers.map(({ pid }) => pid) };
}

async function makeBusinesses({ database, secrets }: Config) {
  const app = connect(database.appUrl, { name: 'bench', max: 1 });
  const system = connect(database.systemUrl, { name: 'bench-system', max: 1 });
  try {
    const world = {
      system: system.database,
      withBusiness: createWithBusiness(app.database),
      vault: createVault(secrets.encryption),
    };
    return {
      business: await createBusiness(world),
      briefBusiness: await createBusiness(world, { sessionIdleMinutes: ONE_SECOND_MINUTES }),
    };
  } finally {
    await Promise.all([app.close(), system.close()]);
  }
}
