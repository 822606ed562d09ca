// What happened to other messages (a reaction, an edit, a deletion): a line between the bubbles.
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Content, Message } from '../api/answers.ts';
import { isolated } from '../words/isolated.ts';

type AsideContent = Extract<Content, { kind: 'reaction' | 'edit' | 'deletion' }>;

/**
 * A deletion stands twice: as the event, whose text says so, and in the place of the message that is gone, whose text
 * is empty. Only the first is an aside.
 */
export function isAside(message: Message): message is Message & { content: AsideContent } {
  const { kind } = message.content;
  return kind === 'reaction' || kind === 'edit' || (kind === 'deletion' && message.text !== '');
}

export function Aside({ message, author }: { message: Message & { content: AsideContent }; author: string }) {
  const { t } = useTranslation();
  return <li className="aside">{wordsFor(message.content, isolated(author), t)}</li>;
}

function wordsFor(content: AsideContent, author: string, t: TFunction): string {
  switch (content.kind) {
    case 'reaction':
      return content.emoji
        ? t('content.reaction', { author, emoji: content.emoji })
        : t('content.reactionTakenBack', { author });
    case 'edit':
      return t('content.edited', { author });
    case 'deletion':
      return t('content.deletedEarlier', { author });
  }
}
