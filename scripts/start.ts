// `npm start`: everything on this machine, in the foreground, until Ctrl-C.
import { chmodSync, mkdirSync } from 'node:fs';
import { z } from 'zod';
import { type DatabaseUrls, localDatabase, namedDatabase } from './local/database.ts';
import { findTemporalBinary } from './local/find-temporal.ts';
import { assertPortFree, freePort } from './local/ports.ts';
import { stopPostgres } from './local/postgres.ts';
import { startTemporal, stopTemporal } from './local/temporal.ts';
import { type KeptRunning, keepRunning, stopLeftOver } from './processes/node-process.ts';
import { Problem } from './processes/problem.ts';
import { stopOnSignals, stopping, toldToStop } from './processes/stopping.ts';
import {
  announce,
  type Environment,
  localUrl,
  processEnvironment,
  systemEnvironment,
  withdraw,
} from './start/environment.ts';
import { claim } from './start/only-one.ts';
import { waitUntilReady } from './start/ready.ts';
import { localProcesses, localRoles, sandboxName } from './start/roles.ts';
import { type SignIn, screenOf } from './start/screen.ts';
import { type LocalSettings, readSettings } from './start/settings.ts';
import { runStep, runStepInTerminal } from './start/steps.ts';
import { complain, tell } from './start/terminal.ts';

const signIn = z.object({ email: z.string(), password: z.string() });

stopOnSignals();
// What is written below DATA_DIR (customers' data, secrets, logs) is nobody else's business on a shared machine.
process.umask(0o077);
process.exit(await main());

async function main(): Promise<number> {
  try {
    await runUntilStopped(readSettings(process.env));
    return 0;
  } catch (error) {
    complain(error instanceof Problem ? error.message : String(error instanceof Error ? error.stack : error));
    return 1;
  }
}

/** Whatever way this ends, all that was started is stopped in the opposite order. */
async function runUntilStopped(settings: LocalSettings): Promise<void> {
  makeDataFolder(settings.DATA_DIR);
  const claimed = await claim(settings.DATA_DIR);
  const started = new AsyncDisposableStack();
  const up = bringUp(settings, started);
  try {
    await Promise.race([up, toldToStop()]);
    await toldToStop();
  } catch (error) {
    // What fails because it was interrupted is no failure.
    if (!stopping.aborted) throw error;
  } finally {
    if (stopping.aborted) tell('Stopping …');
    claimed.stopping();
    await started.disposeAsync();
    // A step that was cut short waits for the end of its own programs.
    await up.catch(() => undefined);
    claimed.release();
  }
}

async function bringUp(settings: LocalSettings, started: AsyncDisposableStack): Promise<void> {
  const dataDir = settings.DATA_DIR;
  withdraw(dataDir);
  await Promise.all(localProcesses.map((name) => stopLeftOver(dataDir, name)));
  const [port, callsPort] = [settings.PORT || (await freePort()), settings.CALLS_PORT || (await freePort())];
  await assertPortFree(port, 'the api and web page', 'PORT');
  await assertPortFree(callsPort, 'the phone', 'CALLS_PORT');
  const { urls, temporal } = await startServers(settings, started);
  const system = systemEnvironment({ ...settings, PORT: port, CALLS_PORT: callsPort }, urls, temporal.address);
  const owner = await prepareData(dataDir, system);
  const hasSandbox = settings.WHATSAPP_CLOUD_URL === undefined;
  if (hasSandbox) Object.assign(system, await startSandbox(dataDir, system, started));
  announce(dataDir, system);
  started.defer(() => withdraw(dataDir));
  await startRoles(dataDir, system, started);
  const url = localUrl(port);
  tell(screenOf({ url, uiUrl: temporal.uiUrl, signIn: owner, internalSecret: system.INTERNAL_SECRET, dataDir }));
  // The played customer lives in the sandbox.
  if (settings.PROSAAS_DEMO === '1' && hasSandbox) await playDemo(dataDir, system);
}

function makeDataFolder(dataDir: string): void {
  const made = mkdirSync(dataDir, { recursive: true });
  // Others may walk through it, not look around: under root, Postgres runs as another user and has its folder inside.
  if (made !== undefined) chmodSync(dataDir, 0o711);
}

async function startServers(settings: LocalSettings, started: AsyncDisposableStack) {
  const dataDir = settings.DATA_DIR;
  tell('Starting …');
  started.defer(() => stopPostgres(dataDir));
  const urls: DatabaseUrls = namedDatabase(settings) ?? (await localDatabase(dataDir));
  started.defer(() => stopTemporal(dataDir));
  return { urls, temporal: await findOrStartTemporal(settings) };
}

async function findOrStartTemporal(settings: LocalSettings): Promise<{ address: string; uiUrl?: string }> {
  if (settings.TEMPORAL_ADDRESS !== undefined) return { address: settings.TEMPORAL_ADDRESS };
  return startTemporal({
    binary: await findTemporalBinary(tell),
    dataDir: settings.DATA_DIR,
    port: settings.TEMPORAL_PORT,
    uiPort: settings.TEMPORAL_UI_PORT === 0 ? await freePort() : settings.TEMPORAL_UI_PORT,
    namespaces: [settings.TEMPORAL_NAMESPACE],
  });
}

/** Tables, roles and search attributes, then the demo business. The seed step prints its owner's sign-in as JSON. */
async function prepareData(dataDir: string, system: Environment): Promise<SignIn> {
  const migrating = processEnvironment(dataDir, system, { SERVICE_ROLE: 'migrate' });
  await runStep('migrate', 'src/main.ts', dataDir, migrating);
  const printed = await runStep('seed', 'scripts/demo/seed.ts', dataDir, processEnvironment(dataDir, system));
  return signIn.parse(JSON.parse(printed.trim().split('\n').at(-1) ?? ''));
}

/** The stand-ins, on ports that they keep when they have to be started again. Returns where they are. */
async function startSandbox(dataDir: string, system: Environment, started: AsyncDisposableStack): Promise<Environment> {
  const [whatsapp, push, phone] = [await freePort(), await freePort(), await freePort()];
  const [speech, tts] = [await freePort(), await freePort()];
  const own = {
    SANDBOX_PORT: String(whatsapp),
    SANDBOX_PUSH_PORT: String(push),
    SANDBOX_PHONE_PORT: String(phone),
    SANDBOX_SPEECH_PORT: String(speech),
    SANDBOX_TTS_PORT: String(tts),
    // It calls back on this machine, also when PUBLIC_URL leads here from outside.
    PUBLIC_URL: localUrl(Number(system.PORT)),
    SANDBOX_VOICE_URL: localUrl(Number(system.CALLS_PORT)),
  };
  const env = processEnvironment(dataDir, system, own);
  const running = keepRunning({ name: sandboxName, script: 'src/sandbox/main.ts', dataDir, env, tell });
  started.defer(running.stop);
  await waitUntilReady(sandboxName, running, `${localUrl(phone)}/sandbox/phone/calls`);
  return {
    WHATSAPP_CLOUD_URL: localUrl(whatsapp),
    PUSH_ALLOWED_ORIGIN: localUrl(push),
    TWILIO_API_URL: localUrl(phone),
    GOOGLE_SPEECH_ENDPOINT: `127.0.0.1:${speech}`,
    TTS: 'openai',
    TTS_BASE_URL: `${localUrl(tts)}/v1`,
    TTS_API_KEY: 'any-key-will-do',
  };
}

async function startRoles(dataDir: string, system: Environment, started: AsyncDisposableStack): Promise<void> {
  const running = localRoles.map((role): [string, KeptRunning] => {
    const env = processEnvironment(dataDir, system, { SERVICE_ROLE: role });
    return [role, keepRunning({ name: role, script: 'src/main.ts', dataDir, env, tell })];
  });
  started.defer(async () => {
    await Promise.all(running.map(([, process]) => process.stop()));
  });
  for (const [role, process] of running) {
    const port = { api: system.PORT, calls: system.CALLS_PORT }[role];
    if (port !== undefined) await waitUntilReady(role, process, `${localUrl(Number(port))}/readyz`);
  }
}

async function playDemo(dataDir: string, system: Environment): Promise<void> {
  for (const script of ['scripts/demo/play.ts', 'scripts/demo/play-call.ts']) {
    if (stopping.aborted) return;
    const end = await runStepInTerminal(script, processEnvironment(dataDir, system));
    if (end !== 'exit code 0' && !stopping.aborted) tell(`The demo ended early (${end}); everything else goes on.`);
  }
}
