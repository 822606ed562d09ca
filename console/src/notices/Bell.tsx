// The bell: how many notices are unread, and the list behind it.
import { useTranslation } from 'react-i18next';
import { useNotices } from '../api/notice-queries.ts';
import { NoticePanel } from './NoticePanel.tsx';

const PANEL = 'notices';

export function Bell() {
  const { t } = useTranslation();
  const { data, error, refetch } = useNotices();
  const unread = data?.unread ?? 0;
  return (
    <>
      <button type="button" className="bell" popoverTarget={PANEL} aria-label={t('notices.unread', { unread })}>
        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
          <path d="M12 3a6 6 0 0 0-6 6v4l-2 3v1h16v-1l-2-3V9a6 6 0 0 0-6-6Zm-2 16a2 2 0 0 0 4 0Z" fill="currentColor" />
        </svg>
        {unread > 0 && <span className="bell-count">{unread > 99 ? '99+' : unread}</span>}
      </button>
      <section id={PANEL} popover="auto" className="notices" aria-label={t('notices.title')}>
        <NoticePanel notices={data} error={error} onTryAgain={() => void refetch()} />
      </section>
    </>
  );
}
