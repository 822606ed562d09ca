// The business's reminders: those to come, a new one, those that are done.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAddReminder } from '../api/reminder-queries.ts';
import type { RemindersState } from '../api/reminders.ts';
import { ReminderForm } from './ReminderForm.tsx';
import { ReminderList } from './ReminderList.tsx';

export function Reminders() {
  const { t } = useTranslation();
  const [state, setState] = useState<RemindersState>('open');
  return (
    <main className="reminders" id="thread" tabIndex={-1}>
      <div className="reminders-content">
        <h2>{t('reminders.title')}</h2>
        <NewReminder />
        <fieldset aria-label={t('reminders.title')} className="reminder-states">
          {(['open', 'done'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={one === state} onClick={() => setState(one)}>
              {t(`reminders.${one}`)}
            </button>
          ))}
        </fieldset>
        <ReminderList key={state} state={state} />
      </div>
    </main>
  );
}

/** Empty again after each one that was added. */
function NewReminder() {
  const { t } = useTranslation();
  const [added, setAdded] = useState(0);
  const saving = useAddReminder(() => setAdded(added + 1));
  return (
    <div className="reminder">
      <ReminderForm key={added} submit={t('reminders.add')} saving={saving} onSave={saving.mutate} />
    </div>
  );
}
