// The task queues, by urgency and kind of work; never one per business (fairness keys share a queue out).

/**
 * - `high`: a customer waits; nothing longer than 5 s but sends
 * - `default`: model calls, lead work, everything ordinary
 * - `low`: can wait
 * - `maintenance`: clean-up, bulk work
 * - `broadcasts`, `recordings`: long work with its own pace
 */
export const TASK_QUEUES = ['high', 'default', 'low', 'maintenance', 'broadcasts', 'recordings'] as const;

export type TaskQueue = (typeof TASK_QUEUES)[number];
