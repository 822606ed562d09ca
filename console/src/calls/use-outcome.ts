// How a call stands, or what became of it, in a word or two.
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/call-answers.ts';

export function useOutcome(): (call: Call) => string {
  const { t } = useTranslation();
  return ({ state, result, hangUpRequestedAt }) => {
    if (state === 'ringing') return t('calls.ringing');
    if (state === 'in-progress') return t(hangUpRequestedAt === null ? 'calls.talking' : 'calls.ending');
    // It is over, and what became of it is still being worked out.
    return t(result === null ? 'calls.over' : `calls.result.${result}`);
  };
}
