// What was recorded of a call, to be heard; or why there is nothing to hear.
import { useTranslation } from 'react-i18next';
import type { Recording, WholeCall } from '../api/call-answers.ts';
import { useRemoveRecording } from '../api/call-queries.ts';
import { isLive } from '../calls/is-live.ts';
import { Confirmed } from '../frame/Confirmed.tsx';
import { useMayManage } from '../session/use-may-manage.ts';
import { Player } from './Player.tsx';

export function Recordings({ call }: { call: WholeCall }) {
  const { t } = useTranslation();
  const { recordings, recordingConsent } = call;
  if (recordings.length === 0) {
    if (isLive(call)) return null;
    return <p className="quiet recording">{t(`calls.notRecorded.${recordingConsent}`)}</p>;
  }
  return recordings.map((recording) => (
    <section key={recording.id} className="recording" aria-label={t(`calls.recording.${recording.kind}`)}>
      <h3>{t(`calls.recording.${recording.kind}`)}</h3>
      {recording.state === 'stored' ? (
        <Stored callId={call.id} recording={recording} />
      ) : (
        <p className="quiet">{t(`calls.recording.${recording.state}`)}</p>
      )}
    </section>
  ));
}

function Stored({ callId, recording: { id } }: { callId: string; recording: Recording }) {
  const { t } = useTranslation();
  const mayManage = useMayManage();
  const removal = useRemoveRecording(callId, id);
  return (
    <div className="player">
      <Player callId={callId} recordingId={id} />
      {mayManage && (
        <Confirmed
          label={t('calls.recording.remove')}
          question={t('calls.recording.removeQuestion')}
          action={removal}
        />
      )}
    </div>
  );
}
