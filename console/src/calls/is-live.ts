// Whether a call goes on now.
import type { Call } from '../api/call-answers.ts';

export const isLive = ({ state }: Pick<Call, 'state'>): boolean => state === 'ringing' || state === 'in-progress';
