// One notice: reading it opens its conversation, where it has one.
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Notice } from '../api/answers.ts';
import { addressOf } from '../route.ts';
import { useMoments } from '../words/moments.ts';

export function NoticeItem({ notice, onRead }: { notice: Notice; onRead: () => void }) {
  const { conversationId, readAt } = notice;
  const className = readAt === null ? 'notice unread' : 'notice';
  if (conversationId === null) {
    return (
      <li>
        <button type="button" className={className} onClick={onRead}>
          <NoticeWords notice={notice} />
        </button>
      </li>
    );
  }
  const open = ({ currentTarget }: MouseEvent<HTMLElement>) => {
    onRead();
    currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
  };
  return (
    <li>
      <a className={className} href={addressOf(conversationId)} onClick={open}>
        <NoticeWords notice={notice} />
      </a>
    </li>
  );
}

function NoticeWords({ notice: { title, body, readAt, createdAt } }: { notice: Notice }) {
  const { t } = useTranslation();
  const { timeAndDay } = useMoments();
  return (
    <>
      <span className="notice-top">
        <strong dir="auto">{title}</strong>
        {readAt === null && <span className="badge">{t('notices.new')}</span>}
      </span>
      <span dir="auto">{body}</span>
      <time className="quiet" dateTime={createdAt}>
        {timeAndDay(createdAt)}
      </time>
    </>
  );
}
