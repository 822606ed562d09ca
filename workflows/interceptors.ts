// Carries the trace id from a workflow to its activities and children, so that one search finds them all.
import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import type { WorkflowInterceptors, WorkflowOutboundCallsInterceptor } from '@temporalio/workflow';
import { workflowInfo } from '@temporalio/workflow';
import { BUSINESS_ID, TRACE_ID } from '../src/jobs/search-attributes.ts';
import { TRACE_HEADER } from '../src/jobs/trace-header.ts';

const outbound: WorkflowOutboundCallsInterceptor = {
  scheduleActivity: (input, next) => next({ ...input, headers: traced(input.headers) }),
  scheduleLocalActivity: (input, next) => next({ ...input, headers: traced(input.headers) }),
  startChildWorkflowExecution: (input, next) =>
    next({ ...input, options: { ...input.options, typedSearchAttributes: ownAttributes() } }),
};

function traced(headers: Headers): Headers {
  const traceId = workflowInfo().typedSearchAttributes.get(TRACE_ID);
  return traceId === undefined ? headers : { ...headers, [TRACE_HEADER]: defaultPayloadConverter.toPayload(traceId) };
}

function ownAttributes() {
  return workflowInfo()
    .typedSearchAttributes.getAll()
    .filter(({ key }) => key.name === BUSINESS_ID.name || key.name === TRACE_ID.name);
}

/** Named as the worker looks for it. */
export const interceptors = (): WorkflowInterceptors => ({ outbound: [outbound] });
