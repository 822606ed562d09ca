// A question to Temporal from a route: when it does not answer, the caller is told to come again.
import { isTemporalAway } from '../jobs/temporal-away.ts';
import { unavailable } from './problems.ts';

/** @throws Problem 503 when Temporal does not answer */
export async function answered<Result>(question: Promise<Result>): Promise<Result> {
  try {
    return await question;
  } catch (error) {
    throw isTemporalAway(error)
      ? unavailable('The job system does not answer right now. What was accepted is kept; try again in a moment.')
      : error;
  }
}
