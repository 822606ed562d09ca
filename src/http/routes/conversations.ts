// Conversations: the list a person works from, one conversation with its messages, writing, taking over, handing back.
import { eq } from 'drizzle-orm';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { handBack, takeOver, writeAsPerson } from '../../db/conversations/handling.ts';
import type { ConversationId } from '../../db/ids.ts';
import { type ConversationPlace, listConversations, readConversation } from '../../db/reads/conversations.ts';
import { listMessages } from '../../db/reads/messages.ts';
import { conversations } from '../../db/schema/index.ts';
import type { BusinessTx } from '../../db/tenancy.ts';
import { ATTENTION } from '../../domain/conversations/attention.ts';
import { serviceWindow } from '../../domain/conversations/service-window.ts';
import { pageQuery, pageSchema, toPage } from '../cursor.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { notFound, problemSchema } from '../problems.ts';
import { contactSummary, conversationId, freeText, idempotencyHeaders } from './fields.ts';
import { messageSchema } from './message-schema.ts';
import { written } from './written.ts';

const conversation = z.object({
  id: z.uuid(),
  contact: contactSummary,
  channel: z.object({ id: z.uuid(), name: z.string(), displayNumber: z.string() }),
  handledBy: z.enum(['assistant', 'person']),
  pausedUntil: z.date().nullable().describe('A person answered from the phone: the assistant keeps silent until then'),
  attention: z
    .string()
    .nullable()
    .describe(`Why a person should look: ${ATTENTION.join(', ')}`),
  attentionAt: z.date().nullable(),
  lastMessage: z
    .object({ text: z.string(), author: z.enum(['customer', 'assistant', 'person', 'system']), at: z.date() })
    .nullable(),
  lastMessageAt: z.date(),
  window: z
    .object({ open: z.boolean(), until: z.date().nullable() })
    .describe('WhatsApp lets a business write freely for 24 hours after the customer’s last message'),
});

const wholeConversation = conversation.extend({
  leadId: z.uuid().nullable(),
  sessions: z.array(
    z.object({ id: z.uuid(), startedAt: z.date(), closedAt: z.date().nullable(), summary: z.string().nullable() }),
  ),
});

const place = z.object({
  attentionAt: z.iso.datetime().nullable(),
  lastMessageAt: z.iso.datetime(),
  id: z.uuid(),
}) satisfies z.ZodType<ConversationPlace>;

/** WhatsApp's own limit. */
const writtenText = freeText(4_096).refine((text) => text.trim() !== '', 'is empty');

export const conversationRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, { withBusiness, jobs }) => {
  const tags = ['conversations'];
  const mayRead = app.inBusiness({ atLeast: 'agent', scope: 'read' });
  const mayWrite = app.inBusiness({ atLeast: 'agent', scope: 'write' });
  const params = z.object({ conversationId });

  app.get(
    '/',
    {
      preHandler: mayRead,
      schema: {
        tags,
        summary: 'Conversations: those that need a person first, then the newest',
        querystring: pageQuery(place).extend({ only: z.literal('attention').optional() }),
        response: { 200: pageSchema(conversation), '4xx': problemSchema },
      },
    },
    async ({ access, query: { cursor, limit, only } }) => {
      const wanted = { only, after: cursor, limit: limit + 1 };
      const rows = await withBusiness(access.businessId, (tx) => listConversations(tx, wanted));
      const page = toPage(rows, limit, ({ place }) => place);
      return { ...page, items: page.items.map(withWindow) };
    },
  );

  app.get(
    '/:conversationId',
    {
      preHandler: mayRead,
      schema: {
        tags,
        summary: 'One conversation, with its lead and what its sessions were about',
        params,
        response: { 200: wholeConversation, '4xx': problemSchema },
      },
    },
    async ({ access, params }) => withBusiness(access.businessId, (tx) => whole(tx, params.conversationId)),
  );

  app.get(
    '/:conversationId/messages',
    {
      preHandler: mayRead,
      schema: {
        tags,
        summary: 'Messages, the newest first',
        params,
        querystring: pageQuery(z.number().int()),
        response: { 200: pageSchema(messageSchema), '4xx': problemSchema },
      },
    },
    async ({ access, params, query: { cursor, limit } }) => {
      const rows = await withBusiness(access.businessId, async (tx) => {
        await refuseUnknown(tx, params.conversationId);
        return listMessages(tx, params.conversationId, { before: cursor, limit: limit + 1 });
      });
      return toPage(rows, limit, ({ seq }) => seq);
    },
  );

  app.post(
    '/:conversationId/messages',
    {
      preHandler: mayWrite,
      schema: {
        tags,
        summary: 'Write to the customer; this takes the conversation over',
        description:
          '202: queued, it goes out in order. 200: this Idempotency-Key was used before, here is its message.',
        params,
        headers: idempotencyHeaders,
        body: z.object({ text: writtenText }),
        response: { 200: messageSchema, 202: messageSchema, '4xx': problemSchema },
      },
    },
    async ({ access, params, headers, body, id: traceId }, reply) => {
      const { status, message } = await withBusiness(access.businessId, async (tx) => {
        const order = { jobs, ...params, traceId, text: body.text, author: access.userId };
        return written(tx, await writeAsPerson(tx, { ...order, idempotencyKey: headers['idempotency-key'] }));
      });
      return reply.code(status).send(message);
    },
  );

  for (const [path, act, summary] of [
    ['take-over', takeOver, 'The assistant keeps silent until somebody hands back'],
    ['hand-back', handBack, 'The assistant answers again, first what nobody has answered'],
  ] as const) {
    app.post(
      `/:conversationId/${path}`,
      {
        preHandler: mayWrite,
        schema: { tags, summary, params, response: { 200: wholeConversation, '4xx': problemSchema } },
      },
      async ({ access, params, id: traceId }) =>
        withBusiness(access.businessId, async (tx) => {
          await act(tx, { jobs, ...params, traceId });
          return whole(tx, params.conversationId);
        }),
    );
  }
};

/** @throws Problem 404 */
async function whole(tx: BusinessTx, id: ConversationId) {
  const found = await readConversation(tx, id);
  if (!found) throw notFound('conversation');
  return withWindow(found);
}

/** @throws Problem 404 */
async function refuseUnknown(tx: BusinessTx, id: ConversationId): Promise<void> {
  if ((await tx.$count(conversations, eq(conversations.id, id))) === 0) throw notFound('conversation');
}

function withWindow<Row extends { lastCustomerMessageAt: Date | null }>(row: Row) {
  return { ...row, window: serviceWindow(row.lastCustomerMessageAt, new Date()) };
}
