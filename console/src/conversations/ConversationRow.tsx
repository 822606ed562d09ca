// One conversation in the list: who, when, the last words, and why a person should look.
import { useTranslation } from 'react-i18next';
import type { Author, Conversation } from '../api/answers.ts';
import { addressOf } from '../route.ts';
import { useMoments } from '../words/moments.ts';
import { useContactName } from './use-contact-name.ts';

export function ConversationRow({ conversation, isOpen }: { conversation: Conversation; isOpen: boolean }) {
  const { t } = useTranslation();
  const { short } = useMoments();
  const name = useContactName()(conversation.contact);
  const { id, attention, handledBy, lastMessage, lastMessageAt } = conversation;
  return (
    <li>
      <a className="row" href={addressOf(id)} aria-current={isOpen ? 'true' : undefined}>
        <span className="row-top">
          <bdi className="row-name">{name}</bdi>
          <time dateTime={lastMessageAt}>{short(lastMessageAt)}</time>
        </span>
        {lastMessage && <LastWords {...lastMessage} />}
        {(attention || handledBy === 'person') && (
          <span className="row-badges">
            {attention && <span className="badge urgent">{t(`attention.${attention}`)}</span>}
            {handledBy === 'person' && <span className="badge">{t('list.byPerson')}</span>}
          </span>
        )}
      </a>
    </li>
  );
}

/** Whose words they are is said where they are not the customer's. */
function LastWords({ text, author }: { text: string; author: Author }) {
  const { t } = useTranslation();
  return (
    <span className="row-words">
      {author !== 'customer' && <span>{t(`author.${author}`)}:</span>}
      <span dir="auto">{text}</span>
    </span>
  );
}
