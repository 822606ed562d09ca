// Who answers the customer now; taking over and handing back.
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../api/answers.ts';
import { useHandling } from '../api/queries.ts';
import { useReason } from '../frame/use-reason.ts';
import { useMoments } from '../words/moments.ts';
import { useIsPast } from './use-is-past.ts';

export function Handling({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const { timeAndDay } = useMoments();
  const reasonOf = useReason();
  const { id, handledBy, pausedUntil } = conversation;
  const { mutate: handTo, isPending, error } = useHandling(id);
  const pauseIsOver = useIsPast(pausedUntil);
  const paused = handledBy === 'assistant' && pausedUntil !== null && !pauseIsOver;
  return (
    <div className="handling">
      <p role="status">
        {paused ? t('handling.paused', { until: timeAndDay(pausedUntil) }) : t(`handling.${handledBy}`)}
      </p>
      {handledBy === 'assistant' && (
        <button type="button" disabled={isPending} onClick={() => handTo('person')}>
          {t('handling.takeOver')}
        </button>
      )}
      {(handledBy === 'person' || paused) && (
        <button type="button" disabled={isPending} onClick={() => handTo('assistant')}>
          {t('handling.handBack')}
        </button>
      )}
      {error && (
        <p role="alert" className="trouble-text" dir="auto">
          {reasonOf(error)}
        </p>
      )}
    </div>
  );
}
