// One call: who it was with, what was recorded, what was said. While it goes on, it grows.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WholeCall } from '../api/call-answers.ts';
import { useCall } from '../api/call-queries.ts';
import { Problem } from '../api/request.ts';
import { isLive } from '../calls/is-live.ts';
import { useCallerName } from '../calls/use-caller-name.ts';
import { Trouble } from '../frame/Trouble.tsx';
import { isolated } from '../words/isolated.ts';
import { CallHeader } from './CallHeader.tsx';
import { Recordings } from './Recordings.tsx';
import { Transcript } from './Transcript.tsx';

export function CallPage({ callId }: { callId: string }) {
  const { t } = useTranslation();
  const nameOf = useCallerName();
  const { data: call, error, refetch } = useCall(callId);
  if (error instanceof Problem && error.status === 404) return <p className="quiet page-note">{t('calls.gone')}</p>;
  if (!call && error) return <Trouble error={error} onTryAgain={() => void refetch()} />;
  if (!call) return <p className="quiet page-note">{t('loading')}</p>;
  const name = nameOf(call);
  return (
    <article className="thread" aria-label={t('calls.of', { name: isolated(name) })}>
      <CallHeader call={call} name={name} />
      <CallBody call={call} name={name} />
    </article>
  );
}

function CallBody({ call, name }: { call: WholeCall; name: string }) {
  const { t } = useTranslation();
  // Who opens a call that goes on wants its newest words, also when it is over meanwhile; any other is read from its beginning.
  const [opensAtEnd] = useState(() => isLive(call));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={opensAtEnd ? 'messages' : 'call-body'} aria-label={t('calls.content')} tabIndex={0}>
      <div className="messages-content">
        {call.summary !== null && (
          <p className="call-summary" dir="auto">
            {call.summary}
          </p>
        )}
        <Recordings call={call} />
        <Transcript call={call} caller={name} />
      </div>
    </section>
  );
}
