// What a job of the system does with the businesses it found: one job for each.
import pLimit from 'p-limit';
import type { BusinessId } from '../db/ids.ts';
import type { Job } from './job.ts';
import type { Jobs } from './jobs.ts';

const STARTS_AT_ONCE = 16;

/** How many businesses had work. */
export interface StartFigures {
  businesses: number;
}

/**
 * Starts the job for each business; one that runs already is left to itself. Safe to repeat.
 * @throws gRPC errors when Temporal is away; those that were started stay started
 */
export async function startForEach<Input extends object>(
  jobs: Jobs,
  businessIds: readonly BusinessId[],
  job: Job<Input>,
  input: Input,
  traceId: string,
): Promise<StartFigures> {
  await pLimit(STARTS_AT_ONCE).map(businessIds, (businessId) => jobs.start(businessId, job, input, traceId));
  return { businesses: businessIds.length };
}
