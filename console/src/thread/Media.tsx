// A file in a message: what it is, its caption, and a link to it, or why there is none.
import { useTranslation } from 'react-i18next';
import type { MediaContent, Message } from '../api/answers.ts';
import { FileLink } from './FileLink.tsx';

interface MediaProps {
  message: Message;
  content: MediaContent;
}

export function Media({ message, content }: MediaProps) {
  const { t } = useTranslation();
  const kind = t(`content.${content.media}`);
  const missing = message.state === 'received' ? t('content.fetching') : t('content.noFile');
  return (
    <>
      {message.hasFile ? (
        <FileLink messageId={message.id} kind={kind} fileName={content.fileName} />
      ) : (
        <p className="quiet">
          {kind}. {missing}
        </p>
      )}
      {content.caption && (
        <p className="text" dir="auto">
          {content.caption}
        </p>
      )}
    </>
  );
}
