// One reminder: what, when, for whom, and what can be done with it.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChangeReminder, useDoToReminder } from '../api/reminder-queries.ts';
import type { Reminder, ReminderValues } from '../api/reminders.ts';
import { useReason } from '../frame/use-reason.ts';
import { useMoments } from '../words/moments.ts';
import { clockInputOf, tomorrowOnTheClock } from './clock.ts';
import { ReminderBadges } from './ReminderBadges.tsx';
import { ReminderForm } from './ReminderForm.tsx';

export function ReminderItem({ reminder }: { reminder: Reminder }) {
  const { wallClock } = useMoments();
  const [isEdited, setEdited] = useState(false);
  if (isEdited) return <EditedReminder reminder={reminder} onEnd={() => setEdited(false)} />;
  return (
    <li className="reminder">
      <p className="reminder-note">
        <bdi>{reminder.note}</bdi>
      </p>
      <p className="reminder-when">
        <time dateTime={reminder.dueAt}>{wallClock(reminder.dueLocal)}</time>
        <ReminderBadges reminder={reminder} />
      </p>
      <Deeds reminder={reminder} onEdit={() => setEdited(true)} />
    </li>
  );
}

function Deeds({ reminder: { id, completedAt, dueLocal }, onEdit }: { reminder: Reminder; onEdit: () => void }) {
  const { t } = useTranslation();
  const reasonOf = useReason();
  const { mutate, isPending, error } = useDoToReminder(id);
  const deeds =
    completedAt === null
      ? [
          { label: t('reminders.complete'), act: () => mutate('complete') },
          { label: t('reminders.inAnHour'), act: () => mutate({ minutes: 60 }) },
          { label: t('reminders.tomorrow'), act: () => mutate({ dueAt: tomorrowOnTheClock(dueLocal, Date.now()) }) },
          { label: t('reminders.edit'), act: onEdit },
        ]
      : [{ label: t('reminders.reopen'), act: () => mutate('reopen') }];
  return (
    <>
      <div className="reminder-deeds">
        {deeds.map(({ label, act }) => (
          <button key={label} type="button" disabled={isPending} onClick={act}>
            {label}
          </button>
        ))}
      </div>
      <p role="alert" className="trouble-text" dir="auto">
        {error && reasonOf(error)}
      </p>
    </>
  );
}

function EditedReminder({ reminder, onEnd }: { reminder: Reminder; onEnd: () => void }) {
  const { t } = useTranslation();
  const saving = useChangeReminder(reminder.id, onEnd);
  const save = ({ note, dueAt }: ReminderValues) => {
    // The field shows whole minutes: what was not touched is not sent, or its notices would be given anew.
    const isMoved = dueAt !== clockInputOf(reminder.dueLocal);
    saving.mutate({ note, ...(isMoved ? { dueAt } : {}) });
  };
  return (
    <li className="reminder">
      <ReminderForm reminder={reminder} submit={t('reminders.save')} saving={saving} onSave={save} onCancel={onEnd} />
    </li>
  );
}
