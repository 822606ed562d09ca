// Writes down one business's calls that nobody told us of: Postgres was away when they rang, or every callback was lost.
import { proxyActivities } from '@temporalio/workflow';
import type { MissedCallActivities } from '../../activities/missed-calls.ts';
import type { FetchMissedCallsInput } from '../../src/jobs/catalogue.ts';
import { providerCall } from '../retry-profiles.ts';

const provider = proxyActivities<MissedCallActivities>(providerCall);

/** How many calls were new to us. */
export interface MissedCallFigures {
  found: number;
}

/** Each call is taken in like all news; a search that fails is the next one's to do. */
export async function fetchMissedCalls({ since }: FetchMissedCallsInput): Promise<MissedCallFigures> {
  return { found: await provider.fetchMissedCalls({ since: Date.parse(since) }) };
}
