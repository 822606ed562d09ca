// The time a periodic run is for, whenever it really runs.
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { workflowInfo } from '@temporalio/workflow';

/** Set by the server on whatever a Schedule starts; it is also the suffix of the run's workflow ID. */
const SCHEDULED_START = defineSearchAttributeKey('TemporalScheduledStartTime', SearchAttributeType.DATETIME);

/**
 * A tick that is late, made up for or backfilled works for its own minute. A run that a person started works for the
 * moment of its start, and one that they triggered for the moment they did.
 * @returns ms since the epoch
 */
export function nominalTime(): number {
  const { typedSearchAttributes, startTime } = workflowInfo();
  return (typedSearchAttributes.get(SCHEDULED_START) ?? startTime).getTime();
}
