// The variables that make our processes one system. Written to running.json, they let a process in another terminal join.
import { join } from 'node:path';
import { developmentSecrets } from '../../src/config/development-secrets.ts';
import type { DatabaseUrls } from '../local/database.ts';
import { forget, keep } from '../processes/kept-file.ts';
import type { LocalSettings } from './settings.ts';

/** Names of variables and their values. */
export type Environment = Record<string, string>;

/** Which model answers: a worker that joins must ask the same one. */
const modelVariables = ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL'];

/** What the roles need to know. A secret that the person set wins over the one kept in the data directory. */
export function systemEnvironment(
  settings: LocalSettings,
  urls: DatabaseUrls,
  temporalAddress: string,
): Environment & { INTERNAL_SECRET: string } {
  const secrets = developmentSecrets(settings.DATA_DIR);
  return {
    ...urls,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: settings.TEMPORAL_NAMESPACE,
    PORT: String(settings.PORT),
    CALLS_PORT: String(settings.CALLS_PORT),
    PUBLIC_URL: settings.PUBLIC_URL ?? localUrl(settings.PORT),
    ...(settings.WHATSAPP_CLOUD_URL === undefined ? {} : { WHATSAPP_CLOUD_URL: settings.WHATSAPP_CLOUD_URL }),
    ...set(modelVariables),
    ...secrets,
    ...set(Object.keys(secrets)),
  };
}

/** Where the api answers on this machine, whatever its public address is. */
export function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** What one of our processes is started with: the person's own variables and the system's. */
export function processEnvironment(dataDir: string, system: Environment, more: Environment = {}): NodeJS.ProcessEnv {
  return { ...process.env, NODE_ENV: 'development', DATA_DIR: dataDir, ...system, ...more };
}

/** Lets `npm run role` in another terminal join. */
export function announce(dataDir: string, system: Environment): void {
  keep(runningFile(dataDir), system);
}

/** The counterpart of `announce`. */
export function withdraw(dataDir: string): void {
  forget(runningFile(dataDir));
}

function set(names: string[]): Environment {
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function runningFile(dataDir: string): string {
  return join(dataDir, 'running.json');
}
