// Above a call: who, when, how long, how it stands, and what a person can do about it.
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { WholeCall } from '../api/call-answers.ts';
import { useRemoveCall } from '../api/call-queries.ts';
import { isLive } from '../calls/is-live.ts';
import { useOutcome } from '../calls/use-outcome.ts';
import { BackLink } from '../frame/BackLink.tsx';
import { Confirmed } from '../frame/Confirmed.tsx';
import { addressOf, CALLS } from '../route.ts';
import { useMayManage } from '../session/use-may-manage.ts';
import { clock } from '../words/durations.ts';
import { isolated } from '../words/isolated.ts';
import { useMoments } from '../words/moments.ts';
import { HangUp } from './HangUp.tsx';
import { RunningClock } from './RunningClock.tsx';

export function CallHeader({ call, name }: { call: WholeCall; name: string }) {
  const { t } = useTranslation();
  const { timeAndDay } = useMoments();
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever opened it by keyboard, or listens, is taken there.
  useEffect(() => heading.current?.focus(), []);
  const { callerPhone, startedAt, to } = call;
  return (
    <header className="thread-header">
      <BackLink address={CALLS} />
      <div className="thread-who">
        <h2 ref={heading} tabIndex={-1}>
          <bdi>{name}</bdi>
        </h2>
        <p className="quiet">
          {callerPhone !== null && callerPhone !== name && (
            <>
              <bdi dir="ltr">{callerPhone}</bdi> ·{' '}
            </>
          )}
          {t('calls.when', { when: timeAndDay(startedAt), number: isolated(to) })}
        </p>
        <p className="call-standing">
          <Standing call={call} />
        </p>
      </div>
      <Actions call={call} />
    </header>
  );
}

function Standing({ call }: { call: WholeCall }) {
  const outcome = useOutcome()(call);
  const { durationS, answeredAt } = call;
  return (
    <>
      <span role="status" className={isLive(call) ? 'badge live' : 'badge'}>
        {outcome}
      </span>{' '}
      {isLive(call) && answeredAt !== null && <RunningClock since={answeredAt} />}
      {!isLive(call) && durationS !== null && <bdi dir="ltr">{clock(durationS)}</bdi>}
    </>
  );
}

function Actions({ call }: { call: WholeCall }) {
  const { t } = useTranslation();
  const mayManage = useMayManage();
  const removal = useRemoveCall(call.id, () => {
    location.hash = CALLS;
  });
  return (
    <div className="handling">
      {call.conversationId !== null && <a href={addressOf(call.conversationId)}>{t('calls.toConversation')}</a>}
      {isLive(call) && <HangUp call={call} />}
      {!isLive(call) && mayManage && (
        <Confirmed label={t('calls.remove')} question={t('calls.removeQuestion')} action={removal} />
      )}
    </div>
  );
}
