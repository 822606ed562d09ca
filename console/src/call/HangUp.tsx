// Ends a call that goes on.
import { useTranslation } from 'react-i18next';
import type { WholeCall } from '../api/call-answers.ts';
import { useHangUp } from '../api/call-queries.ts';
import { useReason } from '../frame/use-reason.ts';

export function HangUp({ call: { id, hangUpRequestedAt } }: { call: WholeCall }) {
  const { t } = useTranslation();
  const reasonOf = useReason();
  const { mutate, isPending, error } = useHangUp(id);
  return (
    <>
      <button
        type="button"
        className="danger"
        disabled={isPending || hangUpRequestedAt !== null}
        onClick={() => mutate()}
      >
        {t(hangUpRequestedAt === null ? 'calls.hangUp' : 'calls.ending')}
      </button>
      {error && (
        <p role="alert" className="trouble-text" dir="auto">
          {reasonOf(error)}
        </p>
      )}
    </>
  );
}
