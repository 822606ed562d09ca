// The list of conversations: those that need a person first, then the newest.
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../api/answers.ts';
import { useConversations } from '../api/queries.ts';
import { Trouble } from '../frame/Trouble.tsx';
import { ConversationRow } from './ConversationRow.tsx';

export function ConversationList({ open }: { open: string | undefined }) {
  const { t } = useTranslation();
  const { items: all, error, readAgain, hasMore, isLoadingMore, loadMore } = useConversations();
  return (
    <nav className="list" aria-labelledby="list-title">
      <h2 id="list-title">{t('list.title')}</h2>
      {all?.length === 0 && <p className="quiet page-note">{t('list.empty')}</p>}
      {all && <Rows title={t('list.needPerson')} rows={all.filter(({ attention }) => attention)} open={open} />}
      {all && <Rows title={t('list.others')} rows={all.filter(({ attention }) => !attention)} open={open} />}
      {!all && !error && <p className="quiet page-note">{t('loading')}</p>}
      {!all && error && <Trouble error={error} onTryAgain={readAgain} />}
      {hasMore && (
        <button type="button" className="more" disabled={isLoadingMore} onClick={loadMore}>
          {t('list.more')}
        </button>
      )}
    </nav>
  );
}

function Rows({ title, rows, open }: { title: string; rows: Conversation[]; open: string | undefined }) {
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {rows.map((conversation) => (
          <ConversationRow key={conversation.id} conversation={conversation} isOpen={conversation.id === open} />
        ))}
      </ul>
    </section>
  );
}
