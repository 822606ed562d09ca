// Above the messages: who the customer is, who answers now, and the way to change that.
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../api/answers.ts';
import { BackLink } from '../frame/BackLink.tsx';
import { LIST } from '../route.ts';
import { isolated } from '../words/isolated.ts';
import { Handling } from './Handling.tsx';

export function ThreadHeader({ conversation, name }: { conversation: Conversation; name: string }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever opened it by keyboard, or listens, is taken there.
  useEffect(() => heading.current?.focus(), []);
  const { contact, channel, attention } = conversation;
  return (
    <header className="thread-header">
      <BackLink address={LIST} />
      <div className="thread-who">
        <h2 ref={heading} tabIndex={-1}>
          <bdi>{name}</bdi>
        </h2>
        <p className="quiet">
          {contact.name && contact.phone && <bdi dir="ltr">{contact.phone}</bdi>}{' '}
          {t('thread.via', { channel: isolated(channel.name) })}
        </p>
      </div>
      <Handling conversation={conversation} />
      {attention && <p className="attention">{t('thread.needsPerson', { reason: t(`attention.${attention}`) })}</p>}
    </header>
  );
}
