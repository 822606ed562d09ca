// What there is to see after a storm: the rows, the provider's ledger and Temporal's list of workflows.
import { asc, inArray, ne } from 'drizzle-orm';
import type { ConversationId } from '../../src/db/ids.ts';
import { conversations, messages, outbox } from '../../src/db/schema/index.ts';
import { until } from '../support/until.ts';
import type { Cluster } from './cluster.ts';

export type MessageRow = typeof messages.$inferSelect;

/** One run of a workflow, as Temporal lists it. */
export interface Run {
  workflowId: string;
  job: string;
  /** As the SDK names it, for example `COMPLETED`. */
  status: string;
}

/** Everything of a cluster: it has no other tenants than the test's. */
export interface Evidence {
  inbound: MessageRow[];
  /** Without those thrown away before any attempt. In order of their conversation and place. */
  outbound: MessageRow[];
  /** Why a person should look, by conversation. */
  attention: Map<ConversationId, string | null>;
  /** Our ids of what the provider accepted, in its order. */
  accepted: string[];
  /** How often the provider accepted each of our ids. */
  counts: Record<string, number>;
  outboxRows: number;
  runs: Run[];
}

/** The model's minute, which a killed worker leaves to run out, a hand-over's wait, and something for a slow machine. */
const SETTLED_WITHIN_MS = 240_000;
const UNSETTLED = ['received', 'ready', 'queued', 'sending', 'unknown'] as const satisfies MessageRow['state'][];

/**
 * Waits until nothing is on its way any more: no callback, no row, no run but conversations waiting for more. What
 * still is when the time is up does not end the wait with an error: the checks name it.
 */
export async function settle(cluster: Cluster): Promise<void> {
  await cluster.sandbox.settle();
  await until('everything to be settled', () => isSettled(cluster), SETTLED_WITHIN_MS).catch(() => undefined);
  await cluster.sandbox.settle();
}

async function isSettled({ owner, client }: Cluster): Promise<boolean> {
  if ((await owner.$count(messages, inArray(messages.state, UNSETTLED))) > 0) return false;
  if ((await owner.$count(outbox)) > 0) return false;
  const underWay = `ExecutionStatus = 'Running' AND WorkflowType != 'conversation'`;
  return (await client.workflow.count(underWay)).count === 0;
}

/** Looks at everything once. */
export async function gather({ owner, sandbox, client }: Cluster): Promise<Evidence> {
  const inOrder = [asc(messages.conversationId), asc(messages.seq)];
  const rows = await owner
    .select()
    .from(messages)
    .where(ne(messages.state, 'discarded'))
    .orderBy(...inOrder);
  const talks = await owner.select().from(conversations);
  const runs: Run[] = [];
  for await (const { workflowId, type, status } of client.workflow.list()) {
    runs.push({ workflowId, job: type, status: status.name });
  }
  return {
    inbound: rows.filter(({ direction }) => direction === 'in'),
    outbound: rows.filter(({ direction }) => direction === 'out'),
    attention: new Map(talks.map(({ id, attention }) => [id, attention])),
    accepted: sandbox.messages().map(({ outboundMessageId }) => outboundMessageId ?? 'without an id of ours'),
    counts: sandbox.counts(),
    outboxRows: await owner.$count(outbox),
    runs,
  };
}
