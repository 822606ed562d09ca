// Around every activity: the business check, one log line for start, success, retry and failure, and the metrics.
import type { Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory, defaultPayloadConverter } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';
import type { BusinessId } from '../db/ids.ts';
import type { Logger } from '../telemetry/log.ts';
import type { JobMetrics } from '../telemetry/metrics.ts';
import { isSystemJob } from './catalogue.ts';
import { runInScope } from './isolation.ts';
import { businessOf } from './job.ts';
import { TRACE_HEADER } from './trace-header.ts';

export interface InterceptorDependencies {
  log: Logger;
  metrics: JobMetrics;
  checkBusiness(businessId: BusinessId | undefined): Promise<BusinessId>;
}

export function createActivityInterceptors(dependencies: InterceptorDependencies): ActivityInterceptorsFactory {
  return (context) => ({ inbound: around(context, dependencies) });
}

function around(
  { info }: Context,
  { log, metrics, checkBusiness }: InterceptorDependencies,
): ActivityInboundCallsInterceptor {
  return {
    async execute(input, next) {
      const { workflowId } = info.workflowExecution ?? { workflowId: '' };
      const header = input.headers[TRACE_HEADER];
      const traceId = header ? defaultPayloadConverter.fromPayload<string>(header) : 'none';
      const job = info.workflowType ?? 'none';
      const ofSystem = isSystemJob(job);
      const fields = {
        job,
        activity: info.activityType,
        workflowId,
        businessId: ofSystem ? undefined : businessOf(workflowId),
        traceId,
        attempt: info.attempt,
      };
      const line = log.child(fields);
      const startedAt = performance.now();
      const took = () => Math.round(performance.now() - startedAt);
      const note = (result: 'success' | 'retry' | 'failure') =>
        metrics.activityEnded(job, info.activityType, result, took());
      line.info('start');
      try {
        const businessId = ofSystem ? undefined : await checkBusiness(fields.businessId);
        const result = await runInScope({ businessId, traceId, log: line }, () => next(input));
        note('success');
        line.info({ durationMs: took() }, 'success');
        return result;
      } catch (error) {
        const outcome = endsHere(error) ? 'failure' : 'retry';
        note(outcome);
        line[isExpected(error) ? 'info' : 'warn']({ durationMs: took(), error: asText(error) }, outcome);
        throw error;
      }
    },
  };
}

const endsHere = (error: unknown) => error instanceof ApplicationFailure && Boolean(error.nonRetryable);

const isExpected = (error: unknown) =>
  error instanceof ApplicationFailure && error.category === ApplicationFailureCategory.BENIGN;

/** Database drivers put the query's values into their messages; those may be a customer's words. */
function asText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return cause ?? error.message.split('\n')[0] ?? error.name;
}
