// What is pushed, and when nothing is.
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { NoticePreferences, NotificationKind } from '../api/answers.ts';
import { useNoticePreferences, useSaveNoticePreferences } from '../api/notice-queries.ts';
import { useReason } from '../frame/use-reason.ts';

/** Every kind there is, in the order in which it is offered. */
const KINDS = Object.keys({
  'needs-person': true,
  'new-lead': true,
  'missed-call': true,
  'call-ended': true,
  reminder: true,
  'operation-finished': true,
  'system-alert': true,
} satisfies Record<NotificationKind, true>) as NotificationKind[];

/** A night, until somebody says otherwise. */
const USUAL = { from: '22:00', to: '07:00' };

export function PreferencesForm() {
  const { t } = useTranslation();
  const reasonOf = useReason();
  const { data: preferences } = useNoticePreferences();
  const { mutate, error, isPending, isSuccess } = useSaveNoticePreferences();
  if (!preferences) return null;
  const { muted, quietHours } = preferences;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    mutate(chosenIn(new FormData(event.currentTarget)));
  };
  return (
    // What the server has is what is shown: another device may have saved something else.
    <form key={JSON.stringify(preferences)} className="preferences" onSubmit={submit}>
      <fieldset>
        <legend>{t('notices.kinds')}</legend>
        {KINDS.map((kind) => (
          <label key={kind}>
            <input type="checkbox" name={kind} defaultChecked={!muted.includes(kind)} />
            {t(`notices.kind.${kind}`)}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{t('notices.quiet')}</legend>
        <label>
          <input type="checkbox" name="quiet" defaultChecked={quietHours !== null} />
          {t('notices.quietOn')}
        </label>
        {(['from', 'to'] as const).map((end) => (
          <label key={end}>
            {t(`notices.${end}`)}
            <input type="time" name={end} defaultValue={(quietHours ?? USUAL)[end]} required />
          </label>
        ))}
      </fieldset>
      <button type="submit" disabled={isPending}>
        {t('notices.save')}
      </button>
      <p role="status" className="quiet">
        {isSuccess && t('notices.saved')}
      </p>
      <p role="alert" className="trouble-text" dir="auto">
        {error && reasonOf(error)}
      </p>
    </form>
  );
}

function chosenIn(form: FormData): NoticePreferences {
  const quietHours = { from: String(form.get('from')), to: String(form.get('to')) };
  return {
    muted: KINDS.filter((kind) => !form.has(kind)),
    quietHours: form.has('quiet') ? quietHours : null,
  };
}
