// Every role that exists, in one process: for development only.
import { startApi } from './api.ts';
import { startCalls } from './calls.ts';
import type { StartRole } from './role.ts';
import { startScheduler } from './scheduler.ts';
import { startWorker } from './worker.ts';

export const startAll: StartRole = async (config, log) => {
  const roles = await Promise.all([
    startApi(config, log.child({ role: 'api' })),
    startCalls(config, log.child({ role: 'calls' })),
    startWorker(config, log.child({ role: 'worker' })),
    startScheduler(config, log.child({ role: 'scheduler' })),
  ]);
  return {
    ended: Promise.race(roles.map((role) => role.ended)),
    async stop() {
      await Promise.all(roles.map((role) => role.stop()));
    },
  };
};
