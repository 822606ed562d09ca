// Something could not be shown: why, and a way to try again.
import { useTranslation } from 'react-i18next';
import { useReason } from './use-reason.ts';

export function Trouble({ error, onTryAgain }: { error: Error; onTryAgain: () => void }) {
  const { t } = useTranslation();
  const reasonOf = useReason();
  return (
    <div role="alert" className="page-note">
      <p dir="auto">{reasonOf(error)}</p>
      <button type="button" onClick={onTryAgain}>
        {t('tryAgain')}
      </button>
    </div>
  );
}
