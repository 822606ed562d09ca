// One open conversation: who it is with, its messages, and what a person can do.
import { useTranslation } from 'react-i18next';
import { useConversation } from '../api/queries.ts';
import { Problem } from '../api/request.ts';
import { useContactName } from '../conversations/use-contact-name.ts';
import { Trouble } from '../frame/Trouble.tsx';
import { isolated } from '../words/isolated.ts';
import { Composer } from './Composer.tsx';
import { MessageList } from './MessageList.tsx';
import { ThreadHeader } from './ThreadHeader.tsx';

export function Thread({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation();
  const nameOf = useContactName();
  const { data: conversation, error, refetch } = useConversation(conversationId);
  if (error instanceof Problem && error.status === 404) return <p className="quiet page-note">{t('thread.gone')}</p>;
  if (!conversation && error) return <Trouble error={error} onTryAgain={() => void refetch()} />;
  if (!conversation) return <p className="quiet page-note">{t('loading')}</p>;
  const name = nameOf(conversation.contact);
  return (
    <article className="thread" aria-label={t('thread.of', { name: isolated(name) })}>
      <ThreadHeader conversation={conversation} name={name} />
      <MessageList conversationId={conversationId} customer={name} />
      <Composer conversation={conversation} name={name} />
    </article>
  );
}
