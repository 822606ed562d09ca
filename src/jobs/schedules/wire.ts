// A declared schedule as Temporal's API takes it, and our mark on it.
// Built by hand: the SDK's update takes no conflict token, so it could undo a person's pause of the same moment.
import { createHash } from 'node:crypto';
import type { WorkflowService } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { z } from 'zod';
import type { DeclaredSchedule, Overlap } from '../schedules.ts';
import type { Origin } from './plan.ts';

export type DescribedSchedule = Awaited<ReturnType<WorkflowService['describeSchedule']>>;
type WireSchedule = NonNullable<Parameters<WorkflowService['createSchedule']>[0]['schedule']>;

// temporal.api.enums.v1.ScheduleOverlapPolicy
const OVERLAP: Record<Overlap, number> = { skip: 1, allow: 6 };

/** In a schedule's own memo: it is one of ours, whatever release made it. */
export const MARK = 'declaredBy';
export const OWNER = 'prosaas';
/** In the memo of what it starts: the server cannot change the memo of a schedule once it exists (1.32). */
const DECLARATION = 'declaration';

const declaration = z.object({ revision: z.number(), fingerprint: z.string() });

/** `system/<schedule>`; Temporal adds `-<nominal time>`. */
const workflowIdOf = ({ id }: DeclaredSchedule) => `system/${id}`;

export function toWire(schedule: DeclaredSchedule, revision: number): WireSchedule {
  const { job, spec, overlap, catchUpMs, runMs } = schedule;
  const note = { revision, fingerprint: fingerprintOf(schedule) };
  return {
    spec: 'cron' in spec ? { cronString: [spec.cron] } : { interval: [{ interval: duration(spec.everyMs) }] },
    action: {
      startWorkflow: {
        workflowId: workflowIdOf(schedule),
        workflowType: { name: job.workflow },
        taskQueue: { name: job.queue },
        workflowRunTimeout: duration(runMs),
        priority: { priorityKey: job.priority, fairnessKey: 'system' },
        userMetadata: { summary: payload(job.summary) },
        memo: { fields: { [DECLARATION]: payload(note) } },
      },
    },
    policies: { overlapPolicy: OVERLAP[overlap], catchupWindow: duration(catchUpMs) },
  };
}

/** Set once, when a schedule is made. */
export const markMemo = () => ({ fields: { [MARK]: payload(OWNER) } });

export function originOf({ memo, schedule }: DescribedSchedule): Origin {
  const mark = memo?.fields?.[MARK];
  if (!mark || defaultPayloadConverter.fromPayload(mark) !== OWNER) return { kind: 'hand-made' };
  const note = schedule?.action?.startWorkflow?.memo?.fields?.[DECLARATION];
  const parsed = declaration.safeParse(note && defaultPayloadConverter.fromPayload(note));
  // Ours, but somebody replaced what it starts: as old as can be, so that it is put right.
  return { kind: 'declared', ...(parsed.success ? parsed.data : { revision: 0, fingerprint: 'none' }) };
}

/** Of all that is declared; the revision is not part of it. */
export function fingerprintOf({ id, job, spec, overlap, catchUpMs, runMs }: DeclaredSchedule): string {
  const all = [id, job.workflow, job.queue, job.priority, job.summary, spec, overlap, catchUpMs, runMs];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 16);
}

const payload = (value: unknown) => defaultPayloadConverter.toPayload(value);

/** The generated type asks for a Long; a number is encoded all the same. */
const duration = (ms: number) => ({ seconds: Math.floor(ms / 1_000) as never, nanos: (ms % 1_000) * 1_000_000 });
