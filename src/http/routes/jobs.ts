// Jobs of one business: how far one is, and cancelling long work. The system's health is in `http/health-routes.ts`.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { OperationId } from '../../db/ids.ts';
import { workflowOfOperation } from '../../db/operations.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { notFound, problemSchema } from '../problems.ts';
import { answered } from '../temporal-answers.ts';

const operationId = z.uuid().transform((id) => id as OperationId);

const jobStatus = z.object({
  workflowId: z.string(),
  job: z.string(),
  status: z.string().describe('running, completed, failed, cancelled, terminated, continued_as_new or timed_out'),
  startedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  historyEvents: z.number().int(),
});

export const jobRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, { withBusiness, jobs }) => {
  const tags = ['jobs'];

  app.get(
    '/:workflowId',
    {
      preHandler: app.inBusiness({ atLeast: 'agent', scope: 'read' }),
      schema: {
        tags,
        summary: 'How far a job is',
        description: 'A workflow ID has slashes in it: write each as %2F.',
        params: z.object({ workflowId: z.string().max(500) }),
        response: { 200: jobStatus, '4xx': problemSchema, 503: problemSchema },
      },
    },
    async ({ access, params: { workflowId } }) => {
      const status = await answered(jobs.status(access.businessId, workflowId));
      if (!status) throw notFound('job');
      return status;
    },
  );

  app.post(
    '/operations/:operationId/cancel',
    {
      preHandler: app.inBusiness({ atLeast: 'admin', scope: 'write' }),
      schema: {
        tags,
        summary: 'Ask long work to stop; what is under way is finished first',
        params: z.object({ operationId }),
        response: { 202: z.null(), '4xx': problemSchema, 503: problemSchema },
      },
    },
    async ({ access, params: { operationId } }, reply) => {
      const workflowId = await withBusiness(access.businessId, (tx) => workflowOfOperation(tx, operationId));
      const asked = workflowId !== undefined && (await answered(jobs.cancel(access.businessId, workflowId)));
      if (!asked) throw notFound('running operation');
      return reply.code(202).send(null);
    },
  );
};
