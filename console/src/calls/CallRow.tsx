// One call in the list: who, when, what became of it, how long it took.
import type { Call } from '../api/call-answers.ts';
import { addressOfCall } from '../route.ts';
import { clock } from '../words/durations.ts';
import { useMoments } from '../words/moments.ts';
import { isLive } from './is-live.ts';
import { useCallerName } from './use-caller-name.ts';
import { useOutcome } from './use-outcome.ts';

export function CallRow({ call, isOpen }: { call: Call; isOpen: boolean }) {
  const { short } = useMoments();
  const name = useCallerName()(call);
  const outcome = useOutcome()(call);
  const { id, startedAt, durationS } = call;
  return (
    <li>
      <a className="row" href={addressOfCall(id)} aria-current={isOpen ? 'true' : undefined}>
        <span className="row-top">
          <bdi className="row-name">{name}</bdi>
          <time dateTime={startedAt}>{short(startedAt)}</time>
        </span>
        <span className="row-words">
          <span className={classOf(call)}>{outcome}</span>
          {durationS !== null && (
            <span className="row-length">
              <bdi dir="ltr">{clock(durationS)}</bdi>
            </span>
          )}
        </span>
      </a>
    </li>
  );
}

/** A message waits to be heard. */
function classOf(call: Call): string | undefined {
  if (isLive(call)) return 'badge live';
  return call.result === 'message' ? 'badge urgent' : undefined;
}
