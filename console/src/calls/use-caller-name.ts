// What to call whoever called.
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/call-answers.ts';

type Caller = Pick<Call, 'from' | 'callerPhone' | 'contact'>;

/** By name, else by phone number; one may be withheld, or not told yet. */
export function useCallerName(): (caller: Caller) => string {
  const { t } = useTranslation();
  return ({ from, callerPhone, contact }) =>
    contact?.name ?? callerPhone ?? t(from === '' ? 'calls.unknownCaller' : 'calls.withheld');
}
