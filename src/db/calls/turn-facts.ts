// What one turn of a call tells of the caller, kept on their lead.
import { factsIn } from '../../domain/leads/facts-in-text.ts';
import { rememberSpokenFacts } from '../conversations/facts.ts';
import type { CallId } from '../ids.ts';
import type { BusinessTx } from '../tenancy.ts';
import { noteSaved, readUnsavedTurn } from './turns.ts';

/** Settles a turn, once. A withheld number has no lead to learn for; a turn that is gone has nothing to tell. */
export async function settleTurn(tx: BusinessTx, callId: CallId, n: number, at: Date): Promise<void> {
  const turn = await readUnsavedTurn(tx, callId, n);
  if (!turn) return;
  const { contactId, callerText } = turn;
  if (contactId !== null) {
    await rememberSpokenFacts(tx, contactId, callId, factsIn({ id: callId, text: callerText }, 'nothing'));
  }
  await noteSaved(tx, callId, n, at);
}
