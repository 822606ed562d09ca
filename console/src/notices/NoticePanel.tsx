// What is behind the bell: the notices, newest first, and the settings.
import { useTranslation } from 'react-i18next';
import type { Notices } from '../api/answers.ts';
import { useMarkRead } from '../api/notice-queries.ts';
import { Trouble } from '../frame/Trouble.tsx';
import { DeviceSwitch } from './DeviceSwitch.tsx';
import { NoticeItem } from './NoticeItem.tsx';
import { PreferencesForm } from './PreferencesForm.tsx';

export function NoticePanel({
  notices,
  error,
  onTryAgain,
}: {
  notices: Notices | undefined;
  error: Error | null;
  onTryAgain: () => void;
}) {
  const { t } = useTranslation();
  const { mutate: markRead } = useMarkRead();
  return (
    <>
      <header className="notices-top">
        <h2>{t('notices.title')}</h2>
        <button type="button" onClick={() => markRead('all')} disabled={!notices?.unread}>
          {t('notices.markAll')}
        </button>
      </header>
      {!notices && error && <Trouble error={error} onTryAgain={onTryAgain} />}
      {notices?.items.length === 0 && <p className="quiet">{t('notices.none')}</p>}
      <ul>
        {notices?.items.map((notice) => (
          <NoticeItem key={notice.id} notice={notice} onRead={() => markRead(notice.id)} />
        ))}
      </ul>
      <details className="notice-settings">
        <summary>{t('notices.settings')}</summary>
        <DeviceSwitch />
        <PreferencesForm />
      </details>
    </>
  );
}
