// What and when, of a new reminder or of one that is there. What the server does not take is said at the field.
import { type SubmitEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reminder, ReminderValues } from '../api/reminders.ts';
import { type FieldProblem, Problem } from '../api/request.ts';
import { useReason } from '../frame/use-reason.ts';
import { clockInputOf } from './clock.ts';
import { DueChoices } from './DueChoices.tsx';

const LONGEST_NOTE = 500;

interface ReminderFormProps {
  /** The one that is changed; left out for a new one. */
  reminder?: Reminder;
  /** What the button says. */
  submit: string;
  /** As `useMutation` has it. */
  saving: { isPending: boolean; error: Error | null };
  onSave: (values: ReminderValues) => void;
  onCancel?: () => void;
}

export function ReminderForm({ reminder, submit, saving: { isPending, error }, onSave, onCancel }: ReminderFormProps) {
  const { t } = useTranslation();
  const reasonOf = useReason();
  const id = useId();
  const wrong = wrongFieldsIn(error);
  const save = (form: HTMLFormElement, dueAt?: string) => onSave(valuesIn(new FormData(form), dueAt));
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    save(event.currentTarget);
  };
  const described = (name: keyof ReminderValues) => ({
    name,
    required: true,
    'aria-invalid': wrong[name] !== undefined,
    'aria-describedby': `${id}-${name}`,
  });
  return (
    <form className="reminder-form" onSubmit={onSubmit}>
      <label className="reminder-what">
        {t('reminders.note')}
        <input {...described('note')} dir="auto" maxLength={LONGEST_NOTE} defaultValue={reminder?.note} />
      </label>
      <label>
        {t('reminders.due')}
        <input
          {...described('dueAt')}
          type="datetime-local"
          defaultValue={reminder && clockInputOf(reminder.dueLocal)}
        />
      </label>
      <div className="reminder-deeds">
        <button type="submit" className="primary" disabled={isPending}>
          {submit}
        </button>
        {onCancel && (
          <button type="button" onClick={onCancel}>
            {t('cancel')}
          </button>
        )}
      </div>
      <FieldTrouble id={`${id}-note`} wrong={wrong.note} />
      <FieldTrouble id={`${id}-dueAt`} wrong={wrong.dueAt} />
      {wrong.dueAt?.choices && <DueChoices choices={wrong.dueAt.choices} onChoose={save} />}
      <p role="alert" className="trouble-text" dir="auto">
        {error && !wrong.note && !wrong.dueAt && reasonOf(error)}
      </p>
    </form>
  );
}

function FieldTrouble({ id, wrong }: { id: string; wrong: FieldProblem | undefined }) {
  const { t } = useTranslation();
  return (
    <p id={id} role="alert" className="trouble-text" dir="auto">
      {wrong && (wrong.choices ? t('reminders.clocksChange') : wrong.reason)}
    </p>
  );
}

function wrongFieldsIn(error: Error | null): { [Name in keyof ReminderValues]?: FieldProblem | undefined } {
  const fields = error instanceof Problem ? error.fields : [];
  const about = (name: keyof ReminderValues) => fields.find(({ field }) => field === `body.${name}`);
  return { note: about('note'), dueAt: about('dueAt') };
}

function valuesIn(form: FormData, dueAt = String(form.get('dueAt'))): ReminderValues {
  return { note: String(form.get('note')), dueAt };
}
