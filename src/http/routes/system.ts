// What the system's owner should know and no business can.
import { desc } from 'drizzle-orm';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { listAlerts } from '../../db/alerts.ts';
import { unroutedNumbers } from '../../db/schema/index.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { problemSchema } from '../problems.ts';

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

export const systemRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, { system }) => {
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
};
