// What the signed-in person is told of in one business: the bell's list, what is read, what they want pushed.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { countUnread, listNotifications, markAllRead, markRead, readDeliveries } from '../../db/notifications/inbox.ts';
import { readPreferences, savePreferences } from '../../db/notifications/preferences.ts';
import { conversationOf, NOTIFICATION_KINDS } from '../../domain/notifications/notification.ts';
import { sentenceOf } from '../../domain/notifications/sentences.ts';
import { pageQuery, pageSchema, toPage } from '../cursor.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { forbidden, notFound, problemSchema } from '../problems.ts';
import { notificationId, wallClock } from './fields.ts';

const notification = z.object({
  id: z.uuid(),
  kind: z.enum([...NOTIFICATION_KINDS, 'test']),
  title: z.string(),
  body: z.string(),
  conversationId: z.uuid().nullable().describe('The conversation to open; null when there is none'),
  readAt: z.date().nullable(),
  createdAt: z.date(),
});

const deliveries = z.array(
  z.object({
    state: z
      .enum(['attempting', 'delivered', 'gone', 'refused', 'late', 'withdrawn', 'given-up'])
      .describe(
        'delivered: its push service took it. gone: the browser dropped it. withdrawn: what it speaks of changed before it went out',
      ),
    attempts: z.number().int(),
    reason: z.string().nullable(),
    at: z.date(),
  }),
);

const preferences = z.object({
  muted: z
    .array(z.enum(NOTIFICATION_KINDS))
    .max(NOTIFICATION_KINDS.length)
    .describe('Kinds that are listed and not pushed'),
  quietHours: z
    .object({ from: wallClock, to: wallClock })
    .refine(({ from, to }) => from !== to, 'must not begin and end at the same time')
    .nullable()
    .describe('Nothing is pushed in between, nor made up for afterwards; an end before the beginning is the day after'),
});

const language = z.enum(['he', 'en']).default('en').describe('Of title and body');
const unread = z.object({ unread: z.number().int() });

export const notificationRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, { withBusiness }) => {
  const tags = ['notifications'];
  const params = z.object({ notificationId });

  app.get(
    '/',
    {
      preHandler: app.asMember,
      schema: {
        tags,
        summary: 'My notices, the newest first, and how many are unread',
        querystring: pageQuery(notificationId).extend({ language }),
        response: { 200: pageSchema(notification).extend(unread.shape), '4xx': problemSchema },
      },
    },
    async ({ access, query }) =>
      withBusiness(access.businessId, async (tx) => {
        const { cursor, limit, language } = query;
        const rows = await listNotifications(tx, access.userId, { after: cursor, limit: limit + 1 });
        const { items, nextCursor } = toPage(rows, limit, ({ id }) => id);
        return {
          items: items.map((row) => shown(row, language)),
          nextCursor,
          unread: await countUnread(tx, access.userId),
        };
      }),
  );

  app.get(
    '/:notificationId/deliveries',
    {
      preHandler: app.asMember,
      schema: {
        tags,
        summary: 'What became of the pushes of one notice, a device each; none while nothing was tried',
        params,
        response: { 200: deliveries, '4xx': problemSchema },
      },
    },
    async ({ access, params }) => {
      const found = await withBusiness(access.businessId, (tx) =>
        readDeliveries(tx, access.userId, params.notificationId),
      );
      if (!found) throw notFound('notification');
      return found;
    },
  );

  app.patch(
    '/:notificationId',
    {
      preHandler: app.asMember,
      schema: {
        tags,
        summary: 'Mark one notice as read',
        params,
        body: z.object({ read: z.literal(true) }),
        response: { 200: unread, '4xx': problemSchema },
      },
    },
    async ({ access, params }) =>
      withBusiness(access.businessId, async (tx) => {
        if (!(await markRead(tx, access.userId, params.notificationId))) throw notFound('notification');
        return { unread: await countUnread(tx, access.userId) };
      }),
  );

  app.patch(
    '/',
    {
      preHandler: app.asMember,
      schema: {
        tags,
        summary: 'Mark all my notices as read',
        body: z.object({ read: z.literal(true) }),
        response: { 200: unread, '4xx': problemSchema },
      },
    },
    async ({ access }) =>
      withBusiness(access.businessId, async (tx) => {
        await markAllRead(tx, access.userId);
        return { unread: 0 };
      }),
  );

  app.get(
    '/preferences',
    {
      preHandler: app.asMember,
      schema: { tags, summary: 'What I want pushed', response: { 200: preferences, '4xx': problemSchema } },
    },
    async ({ access }) => {
      const { muted, quietHours } = await withBusiness(access.businessId, (tx) => readPreferences(tx, access.userId));
      return { muted: [...muted], quietHours };
    },
  );

  app.put(
    '/preferences',
    {
      preHandler: app.asMember,
      schema: {
        tags,
        summary: 'Choose what I want pushed',
        body: preferences,
        response: { 200: preferences, '4xx': problemSchema },
      },
    },
    async ({ access, body }) => {
      const saved = await withBusiness(access.businessId, (tx) => savePreferences(tx, access.userId, body));
      if (!saved) throw forbidden('You are not a member of this business.');
      return body;
    },
  );
};

type Row = Awaited<ReturnType<typeof listNotifications>>[number];

function shown({ id, content, readAt, createdAt }: Row, language: 'he' | 'en') {
  const conversationId = conversationOf(content.about) ?? null;
  return { id, kind: content.kind, ...sentenceOf(content, language), conversationId, readAt, createdAt };
}
