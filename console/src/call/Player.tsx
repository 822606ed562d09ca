// Plays a recording. The browser asks for the parts that it needs, so one may go to any place in it at once.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBusinessApi } from '../api/business-api.ts';
import { recordingAddress } from '../api/call-requests.ts';

export function Player({ callId, recordingId }: { callId: string; recordingId: string }) {
  const { t } = useTranslation();
  const { businessId } = useBusinessApi();
  const [tries, setTries] = useState(1);
  const [failedTry, setFailedTry] = useState(0);
  if (failedTry === tries) {
    return (
      <div role="alert" className="player-trouble">
        <p className="trouble-text">{t('calls.recording.unplayable')}</p>
        <button type="button" onClick={() => setTries(tries + 1)}>
          {t('tryAgain')}
        </button>
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/useMediaCaption: its words are the transcript below it
    <audio
      key={tries}
      controls
      preload="metadata"
      src={recordingAddress(businessId, callId, recordingId)}
      onError={() => setFailedTry(tries)}
    />
  );
}
