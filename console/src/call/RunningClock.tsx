// How long something has been going on, second by second.
import { useEffect, useState } from 'react';
import { clock } from '../words/durations.ts';

/** @param props.since an ISO time */
export function RunningClock({ since }: { since: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  // The server's clock may be a little ahead of this one.
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1_000));
  return (
    <bdi dir="ltr" role="timer">
      {clock(seconds)}
    </bdi>
  );
}
