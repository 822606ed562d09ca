// The header in which a workflow hands its trace id to its activities.
export const TRACE_HEADER = 'prosaas-trace-id';
