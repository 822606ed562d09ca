// The people a business talks with: find, rename, and remove with everything kept about them.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { removeContact, renameContact } from '../../db/contacts.ts';
import { listContacts, readContact } from '../../db/reads/contacts.ts';
import { pageQuery, pageSchema, toPage } from '../cursor.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { notFound, problemSchema } from '../problems.ts';
import { contactId, contactSummary, line } from './fields.ts';

const contact = contactSummary.extend({
  language: z.enum(['he', 'en']).nullable(),
  optedOutAt: z.date().nullable().describe('Since then no automatic message goes out'),
  createdAt: z.date(),
});

const wholeContact = contact.extend({
  optOutSource: z.string().nullable().describe('What said so: a message, or the provider'),
  identities: z.array(z.object({ kind: z.enum(['phone', 'lid', 'bsuid', 'email']), value: z.string() })),
  leadId: z.uuid().nullable(),
  conversationIds: z.array(z.uuid()),
});

const search = line(100).optional().describe('Part of the name or of the phone');

export const contactRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, { withBusiness, jobs, storage }) => {
  const tags = ['contacts'];
  const mayRead = app.inBusiness({ atLeast: 'agent', scope: 'read' });
  const params = z.object({ contactId });

  app.get(
    '/',
    {
      preHandler: mayRead,
      schema: {
        tags,
        summary: 'Contacts, the newest first',
        querystring: pageQuery(contactId).extend({ search }),
        response: { 200: pageSchema(contact), '4xx': problemSchema },
      },
    },
    async ({ access, query: { cursor, limit, search } }) => {
      const wanted = { search, after: cursor, limit: limit + 1 };
      const rows = await withBusiness(access.businessId, (tx) => listContacts(tx, wanted));
      return toPage(rows, limit, ({ id }) => id);
    },
  );

  app.get(
    '/:contactId',
    {
      preHandler: mayRead,
      schema: { tags, summary: 'One contact', params, response: { 200: wholeContact, '4xx': problemSchema } },
    },
    async ({ access, params }) => {
      const found = await withBusiness(access.businessId, (tx) => readContact(tx, params.contactId));
      if (!found) throw notFound('contact');
      return found;
    },
  );

  app.patch(
    '/:contactId',
    {
      preHandler: app.inBusiness({ atLeast: 'agent', scope: 'write' }),
      schema: {
        tags,
        summary: 'Rename a contact',
        params,
        body: z.strictObject({ name: line(120) }),
        response: { 200: wholeContact, '4xx': problemSchema },
      },
    },
    async ({ access, params, body }) =>
      withBusiness(access.businessId, async (tx) => {
        await renameContact(tx, params.contactId, body.name);
        const renamed = await readContact(tx, params.contactId);
        if (!renamed) throw notFound('contact');
        return renamed;
      }),
  );

  app.delete(
    '/:contactId',
    {
      preHandler: app.inBusiness({ atLeast: 'admin', scope: 'write' }),
      schema: {
        tags,
        summary: 'Remove a person: contact, lead, conversations, messages, calls and files',
        params,
        response: { 204: z.null(), '4xx': problemSchema },
      },
    },
    async ({ access: { businessId }, params }, reply) => {
      const { existed, recordings } = await withBusiness(businessId, (tx) => removeContact(tx, jobs, params.contactId));
      for (const file of recordings) await storage.removeAll(file);
      // Also when there was no row: a request before this one may have died between the two.
      await storage.removeAll(`${businessId}/${params.contactId}`);
      if (!existed) throw notFound('contact');
      return reply.code(204).send(null);
    },
  );
};
