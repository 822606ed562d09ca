// The business's conversations: the list beside the open one; on a phone one of the two at a time.
import { useTranslation } from 'react-i18next';
import { useOpenConversation } from '../route.ts';
import { Thread } from '../thread/Thread.tsx';
import { ConversationList } from './ConversationList.tsx';

export function Conversations() {
  const { t } = useTranslation();
  const open = useOpenConversation();
  return (
    <main className={open ? 'conversations one-open' : 'conversations'}>
      <ConversationList open={open} />
      <div id="thread" tabIndex={-1}>
        {open ? <Thread key={open} conversationId={open} /> : <p className="quiet page-note">{t('thread.choose')}</p>}
      </div>
    </main>
  );
}
