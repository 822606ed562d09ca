// The messages of a conversation, oldest on top, by day; it stays at the newest unless the reader has scrolled up.
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../api/answers.ts';
import { useMessages } from '../api/queries.ts';
import { Trouble } from '../frame/Trouble.tsx';
import { useMoments } from '../words/moments.ts';
import { Announcement } from './Announcement.tsx';
import { MessageItem } from './MessageItem.tsx';

export function MessageList({ conversationId, customer }: { conversationId: string; customer: string }) {
  const { t } = useTranslation();
  const { data: newestFirst, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useMessages(conversationId);
  if (!newestFirst && error) return <Trouble error={error} onTryAgain={() => void refetch()} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="messages" aria-label={t('thread.messages')} tabIndex={0}>
      <div className="messages-content">
        {hasNextPage && (
          <button type="button" className="more" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('thread.older')}
          </button>
        )}
        {!newestFirst && <p className="quiet page-note">{t('loading')}</p>}
        {newestFirst?.length === 0 && <p className="quiet page-note">{t('thread.empty')}</p>}
        {newestFirst && <Days messages={newestFirst.toReversed()} customer={customer} />}
      </div>
      <Announcement newest={newestFirst?.[0]} customer={customer} />
    </section>
  );
}

function Days({ messages, customer }: { messages: Message[]; customer: string }) {
  const { day } = useMoments();
  const days = messages.map((message) => day(timeOf(message)));
  return (
    <ol>
      {messages.map((message, place) => (
        <Fragment key={message.id}>
          {days[place] !== days[place - 1] && <li className="day">{days[place]}</li>}
          <MessageItem message={message} customer={customer} />
        </Fragment>
      ))}
    </ol>
  );
}

/** When it was said; while it waits to be sent, when it was written. */
function timeOf({ sentAt, createdAt }: Message): string {
  return sentAt ?? createdAt;
}
