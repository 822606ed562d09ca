// What one person wants to be pushed. The list on the web page has everything all the same.
import type { NotificationContent, NotificationKind } from './notification.ts';
import { isQuiet, type QuietHours } from './quiet-hours.ts';

export interface NotificationPreferences {
  /** Kinds that are listed only. */
  muted: readonly NotificationKind[];
  quietHours: QuietHours | null;
}

/** Everything, at any hour. */
export const DEFAULT_PREFERENCES: NotificationPreferences = { muted: [], quietHours: null };

/**
 * Whether a notice of this kind goes to the person's devices now. What is held back in quiet hours is not made up for
 * afterwards: it is in the list. A test that somebody asks for always goes out.
 * @param atMs ms since the epoch
 */
export function wantsPush(
  { muted, quietHours }: NotificationPreferences,
  kind: NotificationContent['kind'],
  timeZone: string,
  atMs: number,
): boolean {
  if (kind === 'test') return true;
  if (muted.includes(kind)) return false;
  return quietHours === null || !isQuiet(quietHours, timeZone, atMs);
}
