// How far a message of ours has come, in WhatsApp's own signs, and in words for those who hover or listen.
import { useTranslation } from 'react-i18next';
import type { OutboundState } from '../api/answers.ts';

const CLOCK = 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18';
const TICK = 'm6 12.5 4 4 8-9';
const TWO_TICKS = 'm2 12.5 4 4 8-9m-3 7 2 2 8-9';
const CROSS = 'm8 8 8 8m0-8-8 8M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18';
const QUESTION = 'M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7m0 3v.1M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18';

const SIGNS: Readonly<Record<OutboundState, string>> = {
  queued: CLOCK,
  sending: CLOCK,
  unknown: QUESTION,
  unconfirmed: QUESTION,
  sent: TICK,
  delivered: TWO_TICKS,
  read: TWO_TICKS,
  failed: CROSS,
};

export function Ticks({ state }: { state: OutboundState }) {
  const { t } = useTranslation();
  const words = t(`state.${state}`);
  return (
    <svg className={`ticks ${state}`} viewBox="0 0 24 24" role="img" aria-label={words}>
      <title>{words}</title>
      <path d={SIGNS[state]} />
    </svg>
  );
}
