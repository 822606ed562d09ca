// The Temporal SDK's own logs and metrics, joined to ours. Installed once per process, before any worker.
import { createServer } from 'node:net';
import { DefaultLogger, type LogLevel, Runtime } from '@temporalio/worker';
import type { Logger } from '../telemetry/log.ts';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const satisfies Record<
  LogLevel,
  string
>;

/** The SDK's log lines, as ours. */
export function sdkLogger(log: Logger): DefaultLogger {
  return new DefaultLogger('INFO', ({ level, message, meta }) => log[LEVELS[level]]({ sdk: meta }, message));
}

let installed: Promise<() => Promise<string>> | undefined;

/**
 * Signals stay ours: the role decides when to drain. A process has one runtime, however many workers start in it.
 * @returns a function that reads the SDK's metrics in Prometheus' text form
 */
export function installRuntime(log: Logger): Promise<() => Promise<string>> {
  installed ??= install(log);
  return installed;
}

async function install(log: Logger): Promise<() => Promise<string>> {
  const address = `127.0.0.1:${await freePort()}`;
  Runtime.install({
    logger: sdkLogger(log),
    shutdownSignals: [],
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN', other: 'WARN' } },
      metrics: { prometheus: { bindAddress: address } },
    },
  });
  return async () => {
    const answer = await fetch(`http://${address}/metrics`, { signal: AbortSignal.timeout(2_000) });
    return answer.text();
  };
}

/** The SDK binds its metrics' port itself and cannot say which one it got. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
