// Tells those who listen to the page what came last; nothing of it is seen.
import { useTranslation } from 'react-i18next';
import type { Message } from '../api/answers.ts';
import { useAuthorName } from './use-author-name.ts';

export function Announcement({ newest, customer }: { newest: Message | undefined; customer: string }) {
  const { t } = useTranslation();
  const authorOf = useAuthorName(customer);
  return (
    <p className="unseen" aria-live="polite">
      {newest && t('announce', { author: authorOf(newest), text: newest.text })}
    </p>
  );
}
