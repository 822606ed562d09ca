// The calls role as production runs it, on a core of its own; its Postgres, its Temporal server and its providers on the
// others. No worker runs: what the calls start waits in Temporal.
import { join } from 'node:path';
import { freePort } from '../../scripts/local/ports.ts';
import { programPath, projectFolder } from '../../scripts/processes/project.ts';
import { localUrl } from '../../scripts/start/environment.ts';
import { runStep } from '../../scripts/start/steps.ts';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { connect } from '../../src/db/connections.ts';
import { createVault } from '../../src/db/encryption.ts';
import { channels } from '../../src/db/schema/index.ts';
import { createWithBusiness } from '../../src/db/tenancy.ts';
import { createBusiness } from '../../test/support/factories.ts';
import { startProgram } from '../measuring/processes.ts';
import { startServers } from '../measuring/servers.ts';
import type { Line } from './phone/call.ts';
import { LANGUAGES, type Language, makeVoices, readVoices, type Voices } from './voices.ts';

/** A number that can be called, and what is spoken there. */
export interface Answered {
  number: string;
  language: Language;
}

export interface System {
  readonly line: Line;
  readonly numbers: readonly Answered[];
  readonly voices: Voices;
  /** The calls process. */
  readonly pid: number;
}

export interface SystemParts {
  dataDir: string;
  /** The core of the calls process. */
  core: number;
  /** Where its CPU profiles go. */
  profile: string | undefined;
}

/** Calls of one business come in one after another: a hundred at a time are those of some businesses. */
const BUSINESSES = 20;
const PLENTY = '10000';

/** Starts everything; what it started is ended by `started`. */
export async function startSystem(parts: SystemParts, started: AsyncDisposableStack): Promise<System> {
  const { dataDir } = parts;
  const { urls, temporal } = await startServers(dataDir, started);
  const voicesFile = join(dataDir, 'voices.json');
  await makeVoices(voicesFile);
  const providers = await startProviders(dataDir, voicesFile, started);
  const port = await freePort();
  const env = {
    // Nothing of the person's own settings: a model's key would turn the scripted assistant off.
    PATH: process.env.PATH,
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    DATA_DIR: dataDir,
    ...urls,
    TEMPORAL_ADDRESS: temporal.address,
    ...providers,
    CALLS_PORT: String(port),
    MAX_CALLS: PLENTY,
    MAX_CALLS_PER_BUSINESS: PLENTY,
  };
  await runStep('migrate', 'src/main.ts', dataDir, { ...env, SERVICE_ROLE: 'migrate' });
  const config = loadConfig({ ...env, SERVICE_ROLE: 'calls' });
  const numbers = await makeBusinesses(config);
  const pid = await startCalls(parts, localUrl(port), env, started);
  const { accountSid, authToken } = config.twilio;
  return {
    line: { callsUrl: localUrl(port), accountSid, authToken },
    numbers,
    voices: await readVoices(voicesFile),
    pid,
  };
}

async function startProviders(dataDir: string, voicesFile: string, started: AsyncDisposableStack) {
  const speechPort = await freePort();
  const voicePort = await freePort();
  const args = [programPath('bench/calls/providers.ts'), voicesFile, String(speechPort), String(voicePort)];
  const command = { command: process.execPath, args, cwd: projectFolder, env: { PATH: process.env.PATH } };
  const providers = started.use(startProgram('providers', command, dataDir));
  await providers.ready(localUrl(voicePort));
  return {
    SPEECH: 'google',
    GOOGLE_SPEECH_ENDPOINT: `127.0.0.1:${speechPort}`,
    TTS: 'openai',
    TTS_BASE_URL: `${localUrl(voicePort)}/v1`,
    TTS_API_KEY: 'any',
  };
}

async function startCalls(
  { dataDir, core, profile }: SystemParts,
  url: string,
  env: NodeJS.ProcessEnv,
  started: AsyncDisposableStack,
): Promise<number> {
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const args = ['-c', String(core), process.execPath, ...profiling, programPath('src/main.ts')];
  const command = { command: 'taskset', args, cwd: projectFolder, env: { ...env, SERVICE_ROLE: 'calls' } };
  const calls = started.use(startProgram('calls', command, dataDir));
  await calls.ready(`${url}/readyz`);
  return calls.pid;
}

async function makeBusinesses({ database, secrets }: Config): Promise<Answered[]> {
  const app = connect(database.appUrl, { name: 'bench', max: 1 });
  const system = connect(database.systemUrl, { name: 'bench-system', max: 1 });
  try {
    const withBusiness = createWithBusiness(app.database);
    const world = { system: system.database, withBusiness, vault: createVault(secrets.encryption) };
    const numbers: Answered[] = [];
    for (let index = 0; index < BUSINESSES; index++) {
      const language = LANGUAGES[index % LANGUAGES.length] ?? 'en';
      const number = `+9723300${String(index).padStart(4, '0')}`;
      const { businessId } = await createBusiness(world, { language, callNotice: 'none' });
      const channel = {
        businessId,
        provider: 'twilio',
        numberId: number,
        displayNumber: number,
        name: 'Phone',
      } as const;
      await withBusiness(businessId, (tx) => tx.insert(channels).values({ ...channel, credentials: '' }));
      numbers.push({ number, language });
    }
    return numbers;
  } finally {
    await Promise.all([app.close(), system.close()]);
  }
}
