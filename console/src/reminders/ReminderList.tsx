// The reminders of one state, as far as they were loaded.
import { useTranslation } from 'react-i18next';
import { useReminders } from '../api/reminder-queries.ts';
import type { RemindersState } from '../api/reminders.ts';
import { Trouble } from '../frame/Trouble.tsx';
import { ReminderItem } from './ReminderItem.tsx';

export function ReminderList({ state }: { state: RemindersState }) {
  const { t } = useTranslation();
  const { items, error, readAgain, hasMore, isLoadingMore, loadMore } = useReminders(state);
  return (
    <>
      {!items && !error && <p className="quiet page-note">{t('loading')}</p>}
      {!items && error && <Trouble error={error} onTryAgain={readAgain} />}
      {items?.length === 0 && <p className="quiet page-note">{t(`reminders.none.${state}`)}</p>}
      <ul>
        {items?.map((reminder) => (
          <ReminderItem key={reminder.id} reminder={reminder} />
        ))}
      </ul>
      {hasMore && (
        <button type="button" className="more" disabled={isLoadingMore} onClick={loadMore}>
          {t('list.more')}
        </button>
      )}
    </>
  );
}
