// Where a person writes: until when they may, and what became of the last try.
import { type KeyboardEvent, type SubmitEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../api/answers.ts';
import { useWrite } from '../api/queries.ts';
import { useReason } from '../frame/use-reason.ts';
import { isolated } from '../words/isolated.ts';
import { useDraft } from './use-draft.ts';
import { useIsPast } from './use-is-past.ts';
import { WindowNote } from './WindowNote.tsx';

/** WhatsApp's limit for a text, in characters. */
const LONGEST_TEXT = 4_096;

export function Composer({ conversation, name }: { conversation: Conversation; name: string }) {
  const { t } = useTranslation();
  const reasonOf = useReason();
  const noteId = useId();
  const { draft, edit, sent } = useDraft(conversation.id);
  const { mutate: write, isPending, error } = useWrite(conversation.id, sent);
  const isPast = useIsPast(conversation.window.until);
  const isOpen = conversation.window.open && !isPast;

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isOpen && !isPending && draft.text.trim() !== '') write(draft);
  };
  return (
    <form className="composer" onSubmit={submit}>
      {error && (
        <p role="alert" className="trouble-text">
          {t('composer.notSent', { reason: isolated(reasonOf(error)) })}
        </p>
      )}
      <div className="composer-line">
        <textarea
          dir="auto"
          rows={1}
          maxLength={LONGEST_TEXT}
          aria-label={t('composer.label', { name: isolated(name) })}
          aria-describedby={noteId}
          placeholder={t('composer.placeholder')}
          value={draft.text}
          disabled={!isOpen}
          readOnly={isPending}
          onChange={(event) => edit(event.target.value)}
          onKeyDown={sendOnEnter}
        />
        <button type="submit" className="primary" disabled={!isOpen || isPending || draft.text.trim() === ''}>
          {isPending ? t('composer.sending') : t('composer.send')}
        </button>
      </div>
      <WindowNote id={noteId} conversation={conversation} isOpen={isOpen} />
    </form>
  );
}

/** Enter sends; with Shift, or while an input method composes a character, it is the writer's own. */
function sendOnEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}
