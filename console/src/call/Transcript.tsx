// What was said in a call, turn by turn.
import { useTranslation } from 'react-i18next';
import type { WholeCall } from '../api/call-answers.ts';
import { isLive } from '../calls/is-live.ts';
import { TurnItem } from './TurnItem.tsx';
import { timeOf } from './Waterfall.tsx';

export function Transcript({ call, caller }: { call: WholeCall; caller: string }) {
  const { t } = useTranslation();
  const { turns } = call;
  // One scale for all of them: a slow turn is seen to be one.
  const scaleMs = Math.max(...turns.map(({ stages }) => timeOf(stages)));
  return (
    <section aria-label={t('calls.transcript')}>
      {turns.length === 0 && <p className="quiet">{t(isLive(call) ? 'calls.noTurnsYet' : 'calls.noTurns')}</p>}
      {/* Who listens to the page hears what is added. */}
      <ol className="turns" aria-live={isLive(call) ? 'polite' : 'off'}>
        {turns.map((turn) => (
          <TurnItem key={turn.n} turn={turn} caller={caller} scaleMs={scaleMs} />
        ))}
      </ol>
    </section>
  );
}
