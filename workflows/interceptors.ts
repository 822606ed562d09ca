// Carries the trace id from a workflow to its activities and children, so that one search finds them all.
import {
  defaultPayloadConverter,
  type Headers,
  type SearchAttributePair,
  TypedSearchAttributes,
} from '@temporalio/common';
import type { WorkflowInterceptors, WorkflowOutboundCallsInterceptor } from '@temporalio/workflow';
import { workflowInfo } from '@temporalio/workflow';
import { BUSINESS_ID, TRACE_ID } from '../src/jobs/search-attributes.ts';
import { TRACE_HEADER } from '../src/jobs/trace-header.ts';

const outbound: WorkflowOutboundCallsInterceptor = {
  scheduleActivity: (input, next) => next({ ...input, headers: traced(input.headers) }),
  scheduleLocalActivity: (input, next) => next({ ...input, headers: traced(input.headers) }),
  startChildWorkflowExecution: (input, next) =>
    next({
      ...input,
      options: { ...input.options, typedSearchAttributes: withOwn(input.options.typedSearchAttributes) },
    }),
};

/** A job of the system came from no request: its own ID, which has its time in it, is what its traces have in common. */
function traced(headers: Headers): Headers {
  const { typedSearchAttributes, workflowId } = workflowInfo();
  const traceId = typedSearchAttributes.get(TRACE_ID) ?? workflowId;
  return { ...headers, [TRACE_HEADER]: defaultPayloadConverter.toPayload(traceId) };
}

/** The parent's business always; its trace unless the child was given one. */
function withOwn(given: TypedSearchAttributes | SearchAttributePair[] | undefined): SearchAttributePair[] {
  const pairs = given instanceof TypedSearchAttributes ? given.getAll() : (given ?? []);
  const names = [BUSINESS_ID.name, TRACE_ID.name].filter((name) => !pairs.some(({ key }) => key.name === name));
  const own = workflowInfo().typedSearchAttributes.getAll();
  return [...pairs, ...own.filter(({ key }) => names.includes(key.name))];
}

/** Named as the worker looks for it. */
export const interceptors = (): WorkflowInterceptors => ({ outbound: [outbound] });
