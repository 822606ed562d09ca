// What a message holds, whatever its kind.
import { useTranslation } from 'react-i18next';
import type { Content, Message } from '../api/answers.ts';
import { FileLink } from './FileLink.tsx';
import { Media } from './Media.tsx';

export function MessageContent({ message }: { message: Message }) {
  const { t } = useTranslation();
  const { content } = message;
  switch (content.kind) {
    case 'media':
      return <Media message={message} content={content} />;
    case 'choice':
      return (
        <>
          <p className="kind">{t('content.chose')}</p>
          <Text text={content.title} />
        </>
      );
    case 'location':
      return <Location {...content} />;
    case 'contact-cards':
      return content.cards.map((card) => (
        <p key={[card.name, ...card.phones].join()}>
          <span className="kind">{t('content.contactCard')}</span> <bdi>{card.name}</bdi>{' '}
          <bdi dir="ltr">{card.phones.join(', ')}</bdi>
        </p>
      ));
    case 'deletion':
      return <p className="quiet">{t('content.deleted')}</p>;
    case 'unsupported':
      return <p className="quiet">{t('content.unsupported')}</p>;
    default:
      return (
        <>
          <Text text={message.text} />
          {/* A caption that was edited afterwards: the file is still there. */}
          {message.hasFile && <FileLink messageId={message.id} kind={t('content.file')} />}
        </>
      );
  }
}

/** Line breaks are kept by the style sheet. */
function Text({ text }: { text: string }) {
  return (
    <p className="text" dir="auto">
      {text}
    </p>
  );
}

function Location({ latitude, longitude, name, address }: Extract<Content, { kind: 'location' }>) {
  const { t } = useTranslation();
  const query = new URLSearchParams({ api: '1', query: `${latitude},${longitude}` });
  return (
    <>
      <p className="kind">{t('content.location')}</p>
      <p dir="auto">{[name, address].filter(Boolean).join(', ')}</p>
      <a href={`https://www.google.com/maps/search/?${query}`} target="_blank" rel="noreferrer">
        {t('content.showOnMap')}
      </a>
    </>
  );
}
