// The local Temporal server: the CLI's development server, its state in SQLite under the data directory.
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { assertPortFree, freePort } from './ports.ts';
import { runServer, type ServerKind, stopServer } from './server.ts';

/** What kind of server to start. */
export type TemporalSettings = {
  /** Path of the `temporal` program. */
  binary: string;
  /** Folder for temporal.db, the log and the pid file; made when missing. */
  dataDir: string;
  /** gRPC port on 127.0.0.1; 0 takes a free one. */
  port: number;
  /** Port of the Web UI; 0 or nothing leaves the Web UI out. */
  uiPort?: number;
  /** Namespaces that exist once it is ready, besides `default`, which always does. */
  namespaces?: string[];
  /** Dynamic configuration on top of the project's own. */
  dynamicConfig?: Record<string, string | number | boolean>;
};

/** A server that answers. `stop` may be called twice. */
export type LocalTemporal = { address: string; uiUrl?: string; pid: number; stop(): Promise<void> };

const host = '127.0.0.1';
const kind: ServerKind = { name: 'temporal', stopSignal: 'SIGTERM', stopWithinMs: 10_000 };

/** Fairness between businesses needs the new matcher, and holds within one partition, so there is one per queue. */
const fairness = {
  'matching.useNewMatcher': true,
  'matching.enableFairness': true,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
};

/** The server's limits protect a shared cluster; on one machine they would only throttle load tests. */
const generousLimits = {
  'frontend.rps': 100_000,
  'frontend.namespaceRPS': 100_000,
  'frontend.namespaceRPS.visibility': 1_000,
  'frontend.namespaceCount': 10_000,
  'frontend.persistenceMaxQPS': 100_000,
  'history.persistenceMaxQPS': 100_000,
  'matching.persistenceMaxQPS': 100_000,
  'worker.persistenceMaxQPS': 100_000,
};

/** Workers report what they hold, which the Web UI's worker page shows. */
const workerHeartbeats = { 'frontend.WorkerHeartbeatsEnabled': true };

/** Go's collector runs a quarter as often: an eighth less CPU for some memory (measured: bench/README.md). */
const GOGC = '400';

/**
 * Starts the server, or takes over the one that an earlier start left running in the same `dataDir` with the same
 * settings; one with other settings is stopped first. Started again on the same `dataDir` it has all its data.
 * @throws Problem when a port is taken or the server does not come up
 */
export async function startTemporal(settings: TemporalSettings): Promise<LocalTemporal> {
  const uiPort = settings.uiPort ?? 0;
  const namespaces = [...new Set(['default', ...(settings.namespaces ?? [])])];
  const server = await runServer({
    kind,
    dataDir: settings.dataDir,
    settings: [settings.port, uiPort, namespaces, settings.dynamicConfig ?? {}],
    prepare: async () => {
      if (settings.port !== 0) await assertPortFree(settings.port, 'the local Temporal server', 'TEMPORAL_PORT');
      if (uiPort !== 0) await assertPortFree(uiPort, 'the Temporal Web UI', 'TEMPORAL_UI_PORT');
      const port = settings.port === 0 ? await freePort() : settings.port;
      const args = serverArguments(settings, port, uiPort, namespaces);
      return { port, command: settings.binary, args, env: { GOGC, ...process.env } };
    },
    answers: (port) => seesNamespaces(`${host}:${port}`, namespaces),
  });
  return {
    address: `${host}:${server.port}`,
    ...(uiPort === 0 ? {} : { uiUrl: `http://${host}:${uiPort}` }),
    pid: server.pid,
    stop: server.stop,
  };
}

/** Stops the server that an earlier start left running in `dataDir`, if there is one. */
export async function stopTemporal(dataDir: string): Promise<void> {
  await stopServer(kind, dataDir);
}

function serverArguments(settings: TemporalSettings, port: number, uiPort: number, namespaces: string[]): string[] {
  const dynamicConfig = { ...fairness, ...generousLimits, ...workerHeartbeats, ...settings.dynamicConfig };
  return [
    ...['server', 'start-dev', '--ip', host, '--port', String(port), '--log-level', 'warn'],
    ...(uiPort === 0 ? ['--headless'] : ['--ui-port', String(uiPort), '--ui-disable-news-fetch']),
    ...['--db-filename', join(settings.dataDir, 'temporal.db')],
    // 4 ms a workflow start instead of 94 ms with SQLite's defaults; a power cut may lose the last moments.
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
    ...namespaces.flatMap((namespace) => ['--namespace', namespace]),
    ...Object.entries(dynamicConfig).flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]),
  ];
}

async function seesNamespaces(address: string, namespaces: string[]): Promise<boolean> {
  const connection = Connection.lazy({ address });
  try {
    await connection.withDeadline(Date.now() + 2_000, async () => {
      for (const namespace of namespaces) await connection.workflowService.describeNamespace({ namespace });
    });
    return true;
  } catch {
    // Not listening yet, or the namespace is not made yet: ask again.
    return false;
  } finally {
    await connection.close();
  }
}
