// Leads: what became of each person who got in touch, and what is known of them.

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { addLead, changeLead } from '../../db/leads.ts';
import { listLeads, readLead } from '../../db/reads/leads.ts';
import { LEAD_FIELDS } from '../../domain/leads/facts.ts';
import { pageQuery, pageSchema, toPage } from '../cursor.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { conflict, notFound, problemSchema } from '../problems.ts';
import { contactSummary, freeText, internationalPhone, leadId, line } from './fields.ts';

const status = z.enum(['new', 'contacted', 'qualified', 'won', 'lost']);

const lead = z.object({
  id: z.uuid(),
  contact: contactSummary,
  status,
  source: z.enum(['whatsapp', 'call', 'manual']),
  createdAt: z.date(),
});

const wholeLead = lead.extend({
  notes: z.string(),
  facts: z.array(
    z.object({
      field: z.enum(LEAD_FIELDS),
      value: z.string(),
      sourceMessageId: z.uuid().nullable().describe('The message that said so'),
      sourceCallId: z.uuid().nullable().describe('The call in which it was said; neither: a person typed it'),
      createdAt: z.date(),
    }),
  ),
});

export const leadRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, { withBusiness }) => {
  const tags = ['leads'];
  const mayRead = app.inBusiness({ atLeast: 'agent', scope: 'read' });
  const mayWrite = app.inBusiness({ atLeast: 'agent', scope: 'write' });
  const params = z.object({ leadId });

  app.get(
    '/',
    {
      preHandler: mayRead,
      schema: {
        tags,
        summary: 'Leads, the newest first',
        querystring: pageQuery(leadId).extend({ status: status.optional() }),
        response: { 200: pageSchema(lead), '4xx': problemSchema },
      },
    },
    async ({ access, query: { cursor, limit, status } }) => {
      const wanted = { status, after: cursor, limit: limit + 1 };
      const rows = await withBusiness(access.businessId, (tx) => listLeads(tx, wanted));
      return toPage(rows, limit, ({ id }) => id);
    },
  );

  app.post(
    '/',
    {
      preHandler: mayWrite,
      schema: {
        tags,
        summary: 'Add a lead by hand',
        body: z.object({ name: line(120), phone: internationalPhone }),
        response: { 201: wholeLead, '4xx': problemSchema },
      },
    },
    async ({ access, body }, reply) => {
      const added = await withBusiness(access.businessId, async (tx) => {
        const outcome = await addLead(tx, body);
        if (outcome.kind === 'known') throw conflict(`There is a lead with this phone already: ${outcome.leadId}.`);
        return existing(await readLead(tx, outcome.leadId));
      });
      return reply.code(201).send(added);
    },
  );

  app.get(
    '/:leadId',
    {
      preHandler: mayRead,
      schema: { tags, summary: 'One lead with its facts', params, response: { 200: wholeLead, '4xx': problemSchema } },
    },
    async ({ access, params }) => existing(await withBusiness(access.businessId, (tx) => readLead(tx, params.leadId))),
  );

  app.patch(
    '/:leadId',
    {
      preHandler: mayWrite,
      schema: {
        tags,
        summary: 'Change status, notes or facts',
        description: 'A fact typed here stands: what the assistant hears later does not overwrite it.',
        params,
        body: z.strictObject({
          status: status.optional(),
          notes: freeText(10_000).optional(),
          facts: z.partialRecord(z.enum(LEAD_FIELDS), line(500)).optional(),
        }),
        response: { 200: wholeLead, '4xx': problemSchema },
      },
    },
    async ({ access, params, body }) =>
      withBusiness(access.businessId, async (tx) => {
        if (!(await changeLead(tx, params.leadId, body))) throw notFound('lead');
        return existing(await readLead(tx, params.leadId));
      }),
  );
};

function existing<Lead>(lead: Lead | undefined): Lead {
  if (!lead) throw notFound('lead');
  return lead;
}
