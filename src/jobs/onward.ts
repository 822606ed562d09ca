// What work needs to start what follows from it.
import type { Jobs } from './jobs.ts';

/** The door to the jobs, and the trace that leads through it. */
export interface Onward {
  readonly jobs: Jobs;
  readonly traceId: string;
}
