// Makes Temporal's Schedules as declared, and leaves alone what people made or paused.
import { randomUUID } from 'node:crypto';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import type { Declaration, DeclaredSchedule } from '../schedules.ts';
import { type ExistingSchedule, type Plan, planReconciliation, type Step } from './plan.ts';
import { type DescribedSchedule, fingerprintOf, MARK, markMemo, OWNER, originOf, toWire } from './wire.ts';

/** A round that takes longer is given up; the next one begins anew. */
const DEADLINE_MS = 10_000;

// gRPC status codes
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;

/**
 * One round. Safe to run from any number of schedulers at once, of one release or of several.
 * @returns what was planned and asked for; an update that the server refuses, because somebody was quicker, is the next round's
 * @throws gRPC errors when Temporal is away
 */
export async function reconcile(client: Client, declaration: Declaration): Promise<Plan> {
  return client.withDeadline(Date.now() + DEADLINE_MS, async () => {
    const existing = await readExisting(client, declaration);
    const origins = [...existing].map(([id, described]): ExistingSchedule => ({ id, origin: originOf(described) }));
    const plan = planReconciliation(declaration, origins, fingerprintOf);
    if (plan.kind === 'change') for (const step of plan.steps) await take(client, step, declaration.revision, existing);
    return plan;
  });
}

type Existing = ReadonlyMap<string, DescribedSchedule>;

/** Those of ours that the server lists, late by a moment, and those of a declared name, which it always knows. */
async function readExisting(client: Client, { schedules }: Declaration): Promise<Existing> {
  const ids = new Set(schedules.map(({ id }) => id));
  for await (const { scheduleId, memo } of client.schedule.list()) if (memo?.[MARK] === OWNER) ids.add(scheduleId);
  const described = await Promise.all([...ids].map(async (id) => [id, await describe(client, id)] as const));
  return new Map(described.flatMap(([id, schedule]) => (schedule ? [[id, schedule]] : [])));
}

async function take(client: Client, step: Step, revision: number, existing: Existing): Promise<void> {
  switch (step.kind) {
    case 'create':
      return create(client, step.schedule, revision);
    case 'update':
      return update(client, step.schedule, revision, existing.get(step.schedule.id));
    case 'remove':
      return remove(client, step.id);
  }
}

async function create(client: Client, schedule: DeclaredSchedule, revision: number): Promise<void> {
  // Another scheduler may have been quicker.
  await unless(ALREADY_EXISTS, () =>
    client.workflowService.createSchedule({
      ...called(client, schedule.id),
      schedule: toWire(schedule, revision),
      memo: markMemo(),
    }),
  );
}

/** Its state goes along unchanged: what a person paused stays paused. The token refuses what was changed meanwhile. */
async function update(
  client: Client,
  schedule: DeclaredSchedule,
  revision: number,
  current: DescribedSchedule | undefined,
): Promise<void> {
  if (!current) return;
  await client.workflowService.updateSchedule({
    ...called(client, schedule.id),
    conflictToken: current.conflictToken,
    schedule: { ...toWire(schedule, revision), state: current.schedule?.state ?? null },
  });
}

async function remove(client: Client, scheduleId: string): Promise<void> {
  const { namespace, identity } = called(client, scheduleId);
  await unless(NOT_FOUND, () => client.workflowService.deleteSchedule({ namespace, identity, scheduleId }));
}

/** @returns undefined when there is none */
function describe(client: Client, scheduleId: string): Promise<DescribedSchedule | undefined> {
  const { namespace } = client.options;
  return unless(NOT_FOUND, () => client.workflowService.describeSchedule({ namespace, scheduleId }));
}

const called = (client: Client, scheduleId: string) => ({
  namespace: client.options.namespace,
  identity: client.options.identity,
  requestId: randomUUID(),
  scheduleId,
});

/** @returns undefined when the call is answered with that gRPC status */
async function unless<Answer>(status: number, call: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isGrpcServiceError(error) && Number(error.code) === status) return undefined;
    throw error;
  }
}
