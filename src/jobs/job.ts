// The shape of a job, and how its workflow ID is made. Pure: imported by API, worker and workflow code alike.
import type { BusinessId } from '../db/ids.ts';
import type { TaskQueue } from './task-queues.ts';

/** 1 live call, 2 inbound message, 3 default, 4 campaigns, 5 housekeeping. */
export type Priority = 1 | 2 | 3 | 4 | 5;

/**
 * What starting it again means once a run with its ID has closed (while one is open, a second start is always a duplicate):
 * - `never`: irreversible; the ID is used up
 * - `failed-only`: once per event, but failed work may be started again
 * - `always`: re-runnable
 */
export type Repeat = 'never' | 'failed-only' | 'always';

export interface Job<Input extends object = object> {
  /** Workflow type: stable for ever. */
  readonly workflow: string;
  readonly queue: TaskQueue;
  readonly priority: Priority;
  readonly repeat: Repeat;
  /** The part of the workflow ID after `business/<id>/`, made of ids only: no phone number, no address. */
  id(input: Input): string;
  /** One line for the Web UI, without personal data. */
  summary(input: Input): string;
  /** Started by ringing: signal-with-start, so that one run serves every ring. */
  readonly ring?: true;
}

/** Declares a job; the type parameter is what its workflow takes. */
export function defineJob<Input extends object>(job: Job<Input>): Job<Input> {
  return job;
}

/**
 * Work of the system itself, started by a schedule. It belongs to no business: it may find which businesses have work
 * and start one job for each, or clear away what no business needs.
 */
export interface SystemJob {
  readonly scope: 'system';
  /** Workflow type: stable for ever. */
  readonly workflow: string;
  readonly queue: TaskQueue;
  readonly priority: Priority;
  /** One line for the Web UI. */
  readonly summary: string;
}

/** Declares a job of the system. */
export function defineSystemJob(job: Omit<SystemJob, 'scope'>): SystemJob {
  return { scope: 'system', ...job };
}

/** `business/<id>/<job's own part>`: no two businesses share an ID, and `STARTS_WITH` finds one business's work. */
export function workflowIdOf<Input extends object>(job: Job<Input>, businessId: BusinessId, input: Input): string {
  return `business/${businessId}/${job.id(input)}`;
}

/** The business a workflow works for, read from its ID; undefined for a system job. */
export function businessOf(workflowId: string): BusinessId | undefined {
  const digits = /^business\/(\d+)\//.exec(workflowId)?.[1];
  return digits === undefined ? undefined : (Number(digits) as BusinessId);
}
