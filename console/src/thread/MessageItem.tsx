// One message: who wrote it, what it says, when, how far it has come, and what a person may have to do about it.
import { useTranslation } from 'react-i18next';
import type { InMessage, Message, OutMessage } from '../api/answers.ts';
import { isolated } from '../words/isolated.ts';
import { useMoments } from '../words/moments.ts';
import { Aside, isAside } from './Aside.tsx';
import { MessageContent } from './MessageContent.tsx';
import { SendAgain } from './SendAgain.tsx';
import { Ticks } from './Ticks.tsx';
import { useAuthorName } from './use-author-name.ts';

interface ItemProps {
  message: Message;
  /** The one before it, if any. */
  follows: Message | undefined;
  conversationId: string;
  customer: string;
}

export function MessageItem({ message, follows, conversationId, customer }: ItemProps) {
  const { time } = useMoments();
  const authorOf = useAuthorName(customer);
  const author = authorOf(message);
  if (isAside(message)) return <Aside message={message} author={author} />;
  const goesOn = follows !== undefined && !isAside(follows) && authorOf(follows) === author;
  const at = message.sentAt ?? message.createdAt;
  return (
    <li className={`message ${message.direction}`}>
      <p className={goesOn ? 'unseen' : `author ${message.author}`}>
        <bdi>{author}</bdi>
      </p>
      <div className="bubble" dir="auto">
        <MessageContent message={message} />
      </div>
      <p className="meta">
        <time dateTime={at}>{time(at)}</time>
        {message.direction === 'out' && <Ticks state={message.state} />}
      </p>
      {message.direction === 'in' && <Flag message={message} />}
      {message.direction === 'out' && <NotArrived message={message} conversationId={conversationId} />}
    </li>
  );
}

function Flag({ message: { flag } }: { message: InMessage }) {
  const { t } = useTranslation();
  if (!flag) return null;
  return <p className="attention">{t('leftToPerson', { reason: t(`attention.${flag}`) })}</p>;
}

/** Of a message that did not arrive, or may not have: what is known, and the way to send it once more. */
function NotArrived({ message, conversationId }: { message: OutMessage; conversationId: string }) {
  const { t } = useTranslation();
  if (message.state !== 'failed' && message.state !== 'unconfirmed') return null;
  return (
    <div className={`not-arrived ${message.state}`}>
      <p>
        {message.state === 'failed'
          ? t('failed', { reason: isolated(message.error?.message ?? '') })
          : t('unconfirmed')}
      </p>
      <SendAgain conversationId={conversationId} messageId={message.id} />
    </div>
  );
}
