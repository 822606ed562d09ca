// What the system's owner should know and no business can.
import { desc } from 'drizzle-orm';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { listAlerts } from '../../db/alerts.ts';
import { unroutedNumbers } from '../../db/schema/index.ts';
import { warmupAgents } from '../../jobs/catalogue.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { problemSchema } from '../problems.ts';
import { answered } from '../temporal-answers.ts';

/** More than a person reads; the newest matter. */
const SHOWN = 200;

const unroutedNumber = z.object({
  provider: z.string(),
  numberId: z.string(),
  count: z.number().int(),
  lastSeenAt: z.date(),
});

const alert = z.object({
  id: z.uuid(),
  key: z.string().describe('The incident’s name: no-pollers:high, schedule-late:housekeeping-prune, …'),
  summary: z.string(),
  openedAt: z.date(),
  closedAt: z.date().nullable().describe('Null while it lasts'),
});

export const systemRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, { system, jobs }) => {
  app.get(
    '/unrouted-numbers',
    {
      preHandler: app.systemAdmin,
      schema: {
        tags: ['system'],
        summary: 'WhatsApp numbers that webhooks named and no business has, the last seen first',
        response: { 200: z.object({ items: z.array(unroutedNumber) }), '4xx': problemSchema },
      },
    },
    async () => ({
      items: await system.select().from(unroutedNumbers).orderBy(desc(unroutedNumbers.lastSeenAt)).limit(SHOWN),
    }),
  );

  app.get(
    '/alerts',
    {
      preHandler: app.systemAdmin,
      schema: {
        tags: ['system'],
        summary: 'Incidents: those that last first, then the latest',
        response: { 200: z.object({ items: z.array(alert) }), '4xx': problemSchema },
      },
    },
    async () => ({ items: await listAlerts(system, SHOWN) }),
  );

  app.post(
    '/warm-up',
    {
      preHandler: app.systemAdmin,
      schema: {
        tags: ['system'],
        summary:
          'Build the prompt of every business in use and name those that cannot be built, as a worker’s start does',
        response: {
          202: z.object({ workflowId: z.string(), outcome: z.enum(['started', 'duplicate']) }),
          '4xx': problemSchema,
          503: problemSchema,
        },
      },
    },
    async ({ id: traceId }, reply) => {
      const outcome = await answered(jobs.startSystem(warmupAgents, traceId));
      return reply.code(202).send({ workflowId: `system/${warmupAgents.workflow}`, outcome });
    },
  );
};
