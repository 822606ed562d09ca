// What the turns of a call tell of the caller, kept on their lead.
import { factsIn } from '../../domain/leads/facts-in-text.ts';
import type { Onward } from '../../jobs/onward.ts';
import { rememberSpokenFacts } from '../conversations/facts.ts';
import type { CallId } from '../ids.ts';
import type { BusinessTx } from '../tenancy.ts';
import { leadOfCall, logCaller } from './caller.ts';
import { correctResult } from './result.ts';
import { noteSaved, readUnsavedTurn, readUnsavedTurns } from './turns.ts';

/** Settles a turn, once. A withheld number has no lead to learn for; a turn that is gone has nothing to tell. */
export async function settleTurn(tx: BusinessTx, onward: Onward, callId: CallId, n: number, at: Date): Promise<void> {
  // The first words may come before anybody has looked up who speaks them.
  await logCaller(tx, callId);
  const turn = await readUnsavedTurn(tx, callId, n);
  if (!turn) return;
  const { contactId, callerText } = turn;
  const facts = factsIn({ id: callId, text: callerText }, 'nothing');
  if (contactId !== null && facts.length > 0) {
    // A lead that was made without telling would be told of never.
    await leadOfCall(tx, onward, callId);
    await rememberSpokenFacts(tx, contactId, callId, facts);
  }
  await noteSaved(tx, callId, n, at);
  await correctResult(tx, callId);
}

/** Settles what nobody has: the last turn of a process that was lost has no end of its own. */
export async function settleTurns(tx: BusinessTx, onward: Onward, callId: CallId, at: Date): Promise<void> {
  for (const n of await readUnsavedTurns(tx, callId)) await settleTurn(tx, onward, callId, n, at);
}
