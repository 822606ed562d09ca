// Where the bare workflow is started and run.

/** None of the product's queues. */
export const NOOP_QUEUE = 'bench-noop';
