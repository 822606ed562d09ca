// What this page asks about reminders. Each call throws a `Problem` when it does not succeed.
import type { Page } from './answers.ts';
import { request, requestJson } from './request.ts';

const PAGE_SIZE = 50;

export interface Reminder {
  id: string;
  note: string;
  /** Who is told; null: everyone. */
  ownerUserId: string | null;
  /** ISO 8601 in UTC. */
  dueAt: string;
  /** The same on the business's wall clock, with its offset: `2026-10-25T01:30+03:00`. */
  dueLocal: string;
  completedAt: string | null;
}

export type RemindersState = 'open' | 'done';

/** `dueAt`: on the business's wall clock (`2026-10-25T09:30`), or with an offset. */
export interface ReminderValues {
  note: string;
  dueAt: string;
}

/** Open ones by when they are due; done ones, the last done first. */
export function readReminders(
  businessId: number,
  state: RemindersState,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Page<Reminder>> {
  const query = new URLSearchParams({ state, limit: String(PAGE_SIZE), ...(cursor === null ? {} : { cursor }) });
  return requestJson(`/api/reminders?${query}`, { businessId, signal });
}

/** Whoever adds it is told. */
export async function addReminder(businessId: number, values: ReminderValues): Promise<void> {
  await request('/api/reminders', { method: 'POST', businessId, body: values });
}

export async function changeReminder(businessId: number, id: string, values: Partial<ReminderValues>): Promise<void> {
  await request(`/api/reminders/${id}`, { method: 'PATCH', businessId, body: values });
}

/** Put off by so many minutes from now, or until a time. */
export type Snooze = { minutes: number } | { dueAt: string };

/** What can be done with one: it is put off, done, or open again. */
export type Deed = Snooze | 'complete' | 'reopen';

export async function doToReminder(businessId: number, id: string, deed: Deed): Promise<void> {
  const [path, body] = typeof deed === 'string' ? [deed, {}] : ['snooze', { body: deed }];
  await request(`/api/reminders/${id}/${path}`, { method: 'POST', businessId, ...body });
}
