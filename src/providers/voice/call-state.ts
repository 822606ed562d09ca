// Twilio's words for how a call stands, as ours.
import type { CallState } from '../../domain/calls/call-facts.ts';

/** A call that is not answered yet is one state to us. */
const STATES: Partial<Record<string, CallState>> = {
  queued: 'ringing',
  initiated: 'ringing',
  ringing: 'ringing',
  answered: 'in-progress',
  'in-progress': 'in-progress',
  completed: 'completed',
  busy: 'busy',
  'no-answer': 'no-answer',
  failed: 'failed',
  canceled: 'canceled',
};

/** @returns undefined for a word that nobody has heard of */
export function callStateOf(status: string): CallState | undefined {
  return Object.hasOwn(STATES, status) ? STATES[status] : undefined;
}
