// A button for what cannot be undone: it asks once more, and says so when it did not work.
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useReason } from './use-reason.ts';

interface ConfirmedProps {
  /** What is done, as both buttons say it. */
  label: string;
  /** What it means, for who is about to do it. */
  question: string;
  /** As `useMutation` has it. */
  action: { mutate: () => void; isPending: boolean; error: Error | null };
}

export function Confirmed({ label, question, action: { mutate, isPending, error } }: ConfirmedProps) {
  const { t } = useTranslation();
  const reasonOf = useReason();
  const dialog = useRef<HTMLDialogElement>(null);
  const questionId = useId();
  return (
    <>
      <button type="button" className="danger" onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <dialog ref={dialog} className="confirm" aria-labelledby={questionId}>
        <p id={questionId}>{question}</p>
        <p role="alert" className="trouble-text" dir="auto">
          {error && reasonOf(error)}
        </p>
        <div className="confirm-buttons">
          {/* First, so that it has the focus: Enter by habit does no harm. */}
          <button type="button" onClick={() => dialog.current?.close()}>
            {t('cancel')}
          </button>
          <button type="button" className="danger" disabled={isPending} onClick={() => mutate()}>
            {label}
          </button>
        </div>
      </dialog>
    </>
  );
}
