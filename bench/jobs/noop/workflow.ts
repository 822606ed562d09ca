// The least a workflow can be.

/** Ends at once. */
export async function noop(): Promise<void> {}
