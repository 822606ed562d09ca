// How many history events one message costs: the sum over its three workflows, from the webhook to the session's end.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { push } from '../measuring/load.ts';
import { createCustomers } from './customers.ts';
import type { System } from './system.ts';

const LOOK_EVERY_MS = 200;
const CLOSED_WITHIN_MS = 60_000;

/** Events per message by workflow type. */
export type HistoryEvents = Record<string, number>;

/** Has `count` customers write to the business whose sessions end quickly, and counts once all their runs have closed. */
export async function countHistoryEvents(system: System, count: number): Promise<HistoryEvents> {
  const customers = createCustomers(system, system.briefBusiness);
  await push(count, customers.write);
  await customers.settled();
  const runs = await closedRuns(system.client, system.briefBusiness.businessId);
  const types = new Set(runs.map(({ type }) => type));
  return Object.fromEntries([...types].sort().map((type) => [type, eventsOf(runs, type) / count]));
}

function eventsOf(runs: readonly WorkflowExecutionInfo[], type: string): number {
  return runs.filter((run) => run.type === type).reduce((sum, { historyLength }) => sum + historyLength, 0);
}

async function closedRuns(client: Client, businessId: number): Promise<WorkflowExecutionInfo[]> {
  const deadline = Date.now() + CLOSED_WITHIN_MS;
  for (;;) {
    const runs: WorkflowExecutionInfo[] = [];
    for await (const run of client.workflow.list({ query: `BusinessId = '${businessId}'` })) runs.push(run);
    if (runs.length > 0 && runs.every(({ status }) => status.name === 'COMPLETED')) return runs;
    if (Date.now() > deadline) throw new Error('Not every workflow of the brief conversations has completed');
    await sleep(LOOK_EVERY_MS);
  }
}
