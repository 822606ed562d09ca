// Until when one may write, or why not now: WhatsApp's 24 hours after the customer's last message.
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../api/answers.ts';
import { useMoments } from '../words/moments.ts';

interface NoteProps {
  id: string;
  conversation: Conversation;
  isOpen: boolean;
}

export function WindowNote({ id, conversation, isOpen }: NoteProps) {
  const { t } = useTranslation();
  const { timeAndDay } = useMoments();
  const { window, handledBy } = conversation;
  const until = window.until === null ? undefined : timeAndDay(window.until);
  if (!isOpen) {
    return (
      <p id={id} className="attention">
        {until === undefined ? t('composer.neverOpen') : t('composer.closed', { until })}
      </p>
    );
  }
  return (
    <p id={id} className="quiet">
      {until !== undefined && t('composer.open', { until })} {handledBy === 'assistant' && t('composer.takesOver')}{' '}
      <span className="keyboard-only">{t('composer.keys')}</span>
    </p>
  );
}
