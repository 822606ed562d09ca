// Sends a message once more, as a new message. However often it is pressed, and by whomever, that happens once.
import { useTranslation } from 'react-i18next';
import { useSendAgain } from '../api/queries.ts';
import { useReason } from '../frame/use-reason.ts';

export function SendAgain({ conversationId, messageId }: { conversationId: string; messageId: string }) {
  const { t } = useTranslation();
  const reasonOf = useReason();
  const { mutate, isPending, isSuccess, error } = useSendAgain(conversationId, messageId);
  if (isSuccess) return <p role="status">{t('sentAgain')}</p>;
  return (
    <>
      <button type="button" disabled={isPending} onClick={() => mutate()}>
        {t('sendAgain')}
      </button>
      {error && (
        <p role="alert" className="trouble-text" dir="auto">
          {reasonOf(error)}
        </p>
      )}
    </>
  );
}
