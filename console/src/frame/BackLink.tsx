// On a phone, where the list and what is open take turns: the way back to the list.
import { useTranslation } from 'react-i18next';

export function BackLink({ address }: { address: string }) {
  const { t } = useTranslation();
  return (
    <a className="back" href={address}>
      <span className="unseen">{t('thread.back')}</span>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="m15 5-7 7 7 7" />
      </svg>
    </a>
  );
}
