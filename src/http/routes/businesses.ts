// The businesses themselves, for system administrators: made, named, closed and opened again.
import { desc, eq, lt, sql } from 'drizzle-orm';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ringGreetings } from '../../db/calls/greetings.ts';
import type { BusinessId } from '../../db/ids.ts';
import { businesses } from '../../db/schema/index.ts';
import { resumeConversations } from '../../jobs/catalogue.ts';
import { pageQuery, pageSchema, toPage } from '../cursor.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { invitationSchema, inviteMember } from '../invite-member.ts';
import { notFound, problemSchema } from '../problems.ts';
import { businessId, email, line } from './fields.ts';

const state = z.enum(['active', 'inactive']);
const business = z.object({ id: z.number(), name: z.string(), state, createdAt: z.date() });
const changes = z.strictObject({ name: line(120).optional(), state: state.optional() });

const shown = { id: businesses.id, name: businesses.name, state: businesses.state, createdAt: businesses.createdAt };

/** The database's clock, as messages have it. */
const now = sql`now()`.mapWith(businesses.createdAt);

export const businessRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, dependencies) => {
  const { system, withBusiness, jobs } = dependencies;
  const tags = ['businesses'];
  app.addHook('preHandler', app.systemAdmin);

  app.get(
    '/',
    {
      schema: {
        tags,
        summary: 'All businesses, the newest first',
        querystring: pageQuery(businessId),
        response: { 200: pageSchema(business), '4xx': problemSchema },
      },
    },
    async ({ query: { cursor, limit } }) => {
      const rows = await system
        .select(shown)
        .from(businesses)
        .where(cursor === undefined ? undefined : lt(businesses.id, cursor))
        .orderBy(desc(businesses.id))
        .limit(limit + 1);
      return toPage(rows, limit, ({ id }) => id);
    },
  );

  app.post(
    '/',
    {
      schema: {
        tags,
        summary: 'Make a business and invite its owner',
        body: z.object({ name: line(120), ownerEmail: email, ownerName: line(120) }),
        response: { 201: business.extend({ invitation: invitationSchema }), '4xx': problemSchema },
      },
    },
    async ({ body: { name, ownerEmail, ownerName } }, reply) => {
      const made = await makeBusiness(name);
      const owner = { email: ownerEmail, displayName: ownerName, role: 'owner' } as const;
      // Should this fail, the business stays, and its owner can be invited like every member.
      const { invitation } = await inviteMember(dependencies, made.id, owner, 'system_admin');
      return reply.code(201).send({ ...made, invitation });
    },
  );

  app.patch(
    '/:businessId',
    {
      schema: {
        tags,
        summary: 'Rename a business, close it or open it again',
        description:
          'In a closed business nobody works: sessions, API keys, webhooks and jobs of it are refused. Opened again, its unanswered customers are left to people.',
        params: z.object({ businessId }),
        body: changes,
        response: { 200: business, '4xx': problemSchema },
      },
    },
    async ({ params, body, id }) => changeBusiness(params.businessId, body, id),
  );

  async function makeBusiness(name: string) {
    const [made] = await system.insert(businesses).values({ name }).returning(shown);
    if (!made) throw new Error('An insert of a business returned no row');
    return made;
  }

  /** Opening it again and the job that this asks for are one commit. */
  async function changeBusiness(id: BusinessId, change: z.output<typeof changes>, traceId: string) {
    return withBusiness(id, async (tx) => {
      const nothing = change.name === undefined && change.state === undefined;
      const own = eq(businesses.id, id);
      const [row] = nothing
        ? await tx
            .select({ ...shown, before: businesses.state, at: now })
            .from(businesses)
            .where(own)
        : await tx
            .update(businesses)
            .set(change)
            .where(own)
            .returning({ ...shown, before: sql<string>`old.state`, at: now });
      if (!row) throw notFound('business');
      if (row.state === 'active' && row.before !== 'active')
        await jobs.enqueue(tx, resumeConversations, { openedAt: row.at.toISOString() }, traceId);
      // Calls are greeted by its name.
      if (row.state === 'active' && (change.name !== undefined || row.before !== 'active'))
        await ringGreetings(tx, { jobs, traceId });
      return row;
    });
  }
};
