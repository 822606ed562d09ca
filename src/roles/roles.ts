// Which role starts how. Loaded on demand: a process reads only the code of its own role.
import type { Role } from '../config/roles.ts';
import type { StartRole } from './role.ts';

/** `later`: its capability is not built yet, and starting it says so. */
export const ROLE_STARTERS: Record<Role, (() => Promise<StartRole>) | 'later'> = {
  api: async () => (await import('./api.ts')).startApi,
  calls: async () => (await import('./calls.ts')).startCalls,
  worker: async () => (await import('./worker.ts')).startWorker,
  scheduler: async () => (await import('./scheduler.ts')).startScheduler,
  whatsapp: 'later',
  all: async () => (await import('./all.ts')).startAll,
  migrate: async () => (await import('./migrate.ts')).startMigrate,
};
