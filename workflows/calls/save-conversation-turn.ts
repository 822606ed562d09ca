// Writes down what was learnt from one turn of a call.
import { proxyLocalActivities } from '@temporalio/workflow';
import type { CallActivities } from '../../activities/calls.ts';
import type { SaveConversationTurnInput } from '../../src/jobs/catalogue.ts';
import { databaseStep } from '../retry-profiles.ts';

const rows = proxyLocalActivities<CallActivities>(databaseStep);

export async function saveConversationTurn(input: SaveConversationTurnInput): Promise<void> {
  await rows.settleTurn(input);
}
