// Says so while live updates do not come through.
import { useTranslation } from 'react-i18next';
import { useLiveUpdates } from './use-live-updates.ts';

export function LiveNote() {
  const { t } = useTranslation();
  const isAway = useLiveUpdates();
  return (
    <p role="status" className="live-note">
      {isAway && t('away')}
    </p>
  );
}
