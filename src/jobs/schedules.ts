// Every periodic job, and when it runs. The scheduler keeps Temporal's Schedules as this table says.
import {
  missedCallsTick,
  pruneHousekeeping,
  recordingsCleanup,
  remindersCleanup,
  remindersTick,
  whatsappSessionsCleanup,
} from './catalogue.ts';
import type { SystemJob } from './job.ts';

/** When a run is due while the one before it is still running: `skip` leaves it out, `allow` runs both. */
export type Overlap = 'skip' | 'allow';

export interface DeclaredSchedule {
  /** Stable for ever; its runs are `system/<id>-<nominal time>`. */
  readonly id: string;
  readonly job: SystemJob;
  /** In UTC: a wall-clock rule of a business belongs into its job. A cron expression has five fields. */
  readonly spec: { readonly cron: string } | { readonly everyMs: number };
  readonly overlap: Overlap;
  /** A run that takes longer is ended: one that is stuck would keep all later ones from starting. In ms. */
  readonly runMs: number;
  /** After an outage, runs missed by no more than this are made up for (Temporal's default would be a year of them). In ms. */
  readonly catchUpMs: number;
}

export interface Declaration {
  /** Raised with every release that changes a schedule: of two releases that run at once, the higher one rules. */
  readonly revision: number;
  readonly schedules: readonly DeclaredSchedule[];
}

const MINUTE_MS = 60 * 1_000;
const HOUR_MS = 60 * MINUTE_MS;

export const DECLARATION: Declaration = {
  revision: 2,
  schedules: [
    // A tick takes all that is due since the last one, so the missed ones need not be made up for.
    {
      id: 'reminders-tick',
      job: remindersTick,
      spec: { cron: '* * * * *' },
      overlap: 'skip',
      catchUpMs: MINUTE_MS,
      runMs: 10 * MINUTE_MS,
    },
    // What one look missed the next one finds.
    {
      id: 'whatsapp-sessions-cleanup',
      job: whatsappSessionsCleanup,
      spec: { cron: '*/5 * * * *' },
      overlap: 'skip',
      catchUpMs: MINUTE_MS,
      runMs: 10 * MINUTE_MS,
    },
    // Each looks back further than to the one before it.
    {
      id: 'missed-calls-tick',
      job: missedCallsTick,
      spec: { cron: '*/10 * * * *' },
      overlap: 'skip',
      catchUpMs: MINUTE_MS,
      runMs: 10 * MINUTE_MS,
    },
    {
      id: 'reminders-cleanup',
      job: remindersCleanup,
      spec: { cron: '0 3 * * *' },
      overlap: 'skip',
      catchUpMs: HOUR_MS,
      runMs: 12 * HOUR_MS,
    },
    {
      id: 'recordings-cleanup',
      job: recordingsCleanup,
      spec: { cron: '0 4 * * *' },
      overlap: 'skip',
      catchUpMs: HOUR_MS,
      runMs: 12 * HOUR_MS,
    },
    // What one night missed the next one does; an hour spares a restart at half past three the wait.
    {
      id: 'housekeeping-prune',
      job: pruneHousekeeping,
      spec: { cron: '30 3 * * *' },
      overlap: 'skip',
      catchUpMs: HOUR_MS,
      runMs: 12 * HOUR_MS,
    },
  ],
};
