// The messages of a conversation, oldest on top, by day; it stays at the newest unless the reader has scrolled up.
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../api/answers.ts';
import { useMessages } from '../api/queries.ts';
import { Trouble } from '../frame/Trouble.tsx';
import { useMoments } from '../words/moments.ts';
import { Announcement } from './Announcement.tsx';
import { MessageItem } from './MessageItem.tsx';
import { NewBelow } from './NewBelow.tsx';

/** Whose messages these are. */
interface Of {
  conversationId: string;
  /** The customer's name. */
  customer: string;
}

export function MessageList(of: Of) {
  const { t } = useTranslation();
  const { items, error, readAgain, hasMore, isLoadingMore, loadMore } = useMessages(of.conversationId);
  if (!items && error) return <Trouble error={error} onTryAgain={readAgain} />;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="messages" aria-label={t('thread.messages')} tabIndex={0}>
        <div className="messages-content">
          {hasMore && (
            <button type="button" className="more" disabled={isLoadingMore} onClick={loadMore}>
              {t('thread.older')}
            </button>
          )}
          {!items && <p className="quiet page-note">{t('loading')}</p>}
          {items?.length === 0 && <p className="quiet page-note">{t('thread.empty')}</p>}
          {items && <Days messages={items.toReversed()} of={of} />}
          <NewBelow newest={items?.[0]?.id} />
        </div>
      </section>
      <Announcement newest={items?.[0]} customer={of.customer} />
    </>
  );
}

function Days({ messages, of }: { messages: Message[]; of: Of }) {
  const { day } = useMoments();
  const days = messages.map(({ sentAt, createdAt }) => day(sentAt ?? createdAt));
  return (
    <ol>
      {messages.map((message, place) => (
        <Fragment key={message.id}>
          {days[place] !== days[place - 1] && <li className="day">{days[place]}</li>}
          <MessageItem message={message} follows={messages[place - 1]} {...of} />
        </Fragment>
      ))}
    </ol>
  );
}
