// What should be seen of a reminder at a glance: that it is overdue, and that others than the reader are told.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../api/queries.ts';
import type { Reminder } from '../api/reminders.ts';
import { useIsPast } from '../thread/use-is-past.ts';

export function ReminderBadges({ reminder: { dueAt, completedAt, ownerUserId } }: { reminder: Reminder }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const isPast = useIsPast(dueAt);
  return (
    <>
      {isPast && completedAt === null && <span className="badge urgent">{t('reminders.overdue')}</span>}
      {ownerUserId === null && <span className="badge">{t('reminders.forEveryone')}</span>}
      {ownerUserId !== null && ownerUserId !== me?.user.id && (
        <span className="badge">{t('reminders.forColleague')}</span>
      )}
    </>
  );
}
