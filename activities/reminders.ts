// Reminders' activities: finding the businesses with work, giving notices, clearing the log.
import { z } from 'zod';
import { readSettings } from '../src/db/businesses.ts';
import { notify } from '../src/db/notifications/notify.ts';
import {
  businessesWithDueNotices,
  businessesWithOldNotices,
  type DueNotice,
  decideNotices,
  pruneReminderLog,
  readTopic,
} from '../src/db/reminder-notices.ts';
import type { BusinessTx } from '../src/db/tenancy.ts';
import { pointlessAfter } from '../src/domain/reminders/notices.ts';
import { clockTimeOf } from '../src/domain/time/wall-time.ts';
import { cleanReminderLog, notifyReminders } from '../src/jobs/catalogue.ts';
import { currentScope, currentSystemScope, type InBusiness, type InSystem } from '../src/jobs/isolation.ts';
import type { Jobs } from '../src/jobs/jobs.ts';
import { type StartFigures, startForEach } from '../src/jobs/start-for-each.ts';
import { clock, readInput } from './input.ts';

export interface ReminderDependencies {
  inBusiness: InBusiness;
  inSystem: InSystem;
  jobs: Jobs;
}

export type ReminderActivities = ReturnType<typeof createReminderActivities>;

/** What one transaction decided. */
export interface NoticeFigures {
  sent: number;
  missed: number;
  /** There may be more for this tick. */
  more: boolean;
}

const aTick = z.object({ tick: clock });
const anAge = z.object({ before: clock });

export function createReminderActivities({ inBusiness, inSystem, jobs }: ReminderDependencies) {
  async function tell(tx: BusinessTx, notice: DueNotice, timeZone: string): Promise<void> {
    const { reminderId, offset, dueAt, note, leadId, ownerUserId } = notice;
    const topic = leadId ? await readTopic(tx, leadId) : undefined;
    await notify(
      tx,
      jobs,
      {
        kind: 'reminder',
        about: {
          kind: 'reminder',
          reminderId,
          ...(topic?.conversationId ? { conversationId: topic.conversationId } : {}),
        },
        values: {
          note,
          name: topic?.name ?? null,
          dueAt: dueAt.toISOString(),
          clock: clockTimeOf(dueAt, timeZone),
        },
        ...(topic ? { contactId: topic.contactId } : {}),
        to: ownerUserId ? [ownerUserId] : 'everyone',
        key: `reminder:${reminderId}:${offset}:${dueAt.toISOString()}`,
        pointlessAfter: new Date(pointlessAfter(offset, dueAt.getTime())),
      },
      currentScope().traceId,
    );
  }

  return {
    /** One job for each business that has a notice due at the tick (ms since the epoch). */
    async startDueReminders(input: { tick: number }): Promise<StartFigures> {
      const tick = new Date(readInput(aTick, input).tick);
      const found = await inSystem((system) => businessesWithDueNotices(system, tick));
      const { traceId } = currentSystemScope();
      return startForEach(jobs, found, notifyReminders, { tick: tick.toISOString() }, traceId);
    },

    /** Decides what is due at the tick (ms since the epoch), a batch at a time, and tells people with the same commit. */
    async giveNotices(input: { tick: number }): Promise<NoticeFigures> {
      const tick = new Date(readInput(aTick, input).tick);
      return inBusiness(async (tx) => {
        const { sent, missed, more } = await decideNotices(tx, tick);
        const { timeZone } = (await readSettings(tx)).hours;
        for (const notice of sent) await tell(tx, notice, timeZone);
        return { sent: sent.length, missed, more };
      });
    },

    /** One clean-up for each business with log entries from before that instant (ms since the epoch). */
    async startReminderCleanups(input: { before: number }): Promise<StartFigures> {
      const before = new Date(readInput(anAge, input).before);
      const found = await inSystem((system) => businessesWithOldNotices(system, before));
      const { traceId } = currentSystemScope();
      return startForEach(jobs, found, cleanReminderLog, { before: before.toISOString() }, traceId);
    },

    /** Deletes one batch of log entries. @returns how many; 0 when there are none left */
    async pruneReminderLog(input: { before: number }): Promise<number> {
      const before = new Date(readInput(anAge, input).before);
      return inBusiness((tx) => pruneReminderLog(tx, before));
    },
  };
}
