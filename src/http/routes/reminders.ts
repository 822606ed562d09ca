// Reminders people set themselves: made, moved, put off, done, opened again.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readSettings } from '../../db/businesses.ts';
import type { BusinessId } from '../../db/ids.ts';
import { listReminders } from '../../db/reads/reminders.ts';
import {
  addReminder,
  changeReminder,
  completeReminder,
  ownerByDefault,
  type Reminder,
  type ReminderOutcome,
  readReminder,
  removeReminder,
  reopenReminder,
  snoozeReminder,
} from '../../db/reminders.ts';
import type { BusinessTx } from '../../db/tenancy.ts';
import { wallTimeOf } from '../../domain/time/wall-time.ts';
import { pageQuery, pageSchema, toPage } from '../cursor.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { notFound, Problem, problemSchema } from '../problems.ts';
import { dueTime, readDueTime } from './due-time.ts';
import { leadId, line, reminderId, userId } from './fields.ts';

const reminder = z.object({
  id: z.uuid(),
  note: z.string(),
  leadId: z.uuid().nullable(),
  ownerUserId: z.string().nullable().describe('Who is told; null: everyone'),
  dueAt: z.date(),
  dueLocal: z.string().describe('The due time on the business’s wall clock, with its offset'),
  completedAt: z.date().nullable(),
  createdAt: z.date(),
});

const place = z.object({ at: z.coerce.date(), id: reminderId });
const owner = userId
  .nullable()
  .describe('Who is told; null: everyone. Left out: whoever makes it, or everyone if they are no member');
const response = { 200: reminder, '4xx': problemSchema };

export const reminderRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, { withBusiness }) => {
  const tags = ['reminders'];
  const mayRead = app.inBusiness({ atLeast: 'agent', scope: 'read' });
  const mayWrite = app.inBusiness({ atLeast: 'agent', scope: 'write' });
  const params = z.object({ reminderId });

  app.get(
    '/',
    {
      preHandler: mayRead,
      schema: {
        tags,
        summary: 'Open reminders by when they are due, or done ones, the last done first',
        querystring: pageQuery(place).extend({
          state: z.enum(['open', 'done']).default('open'),
          leadId: leadId.optional(),
          ownerUserId: userId.optional(),
        }),
        response: { 200: pageSchema(reminder), '4xx': problemSchema },
      },
    },
    async ({ access, query: { cursor, limit, ...wanted } }) =>
      withBusiness(access.businessId, async (tx) => {
        const { timeZone } = (await readSettings(tx)).hours;
        const rows = await listReminders(tx, { ...wanted, after: cursor, limit: limit + 1 });
        const page = toPage(rows, limit, ({ id, dueAt, completedAt }) => ({ at: completedAt ?? dueAt, id }));
        return { ...page, items: page.items.map((row) => shown(row, timeZone)) };
      }),
  );

  app.post(
    '/',
    {
      preHandler: mayWrite,
      schema: {
        tags,
        summary: 'Set a reminder: notices come 30 and 15 minutes before the due time, and at it',
        body: z.object({
          note: line(500),
          dueAt: dueTime,
          leadId: leadId.nullable().default(null),
          ownerUserId: owner.optional(),
        }),
        response: { 201: reminder, '4xx': problemSchema },
      },
    },
    async ({ access: { businessId, userId }, body: { dueAt, ownerUserId, ...values } }, reply) => {
      const made = await inZone(businessId, async (tx, timeZone, now) =>
        addReminder(
          tx,
          {
            ...values,
            // A key outlives the membership of who made it, and a system administrator need not be a member.
            ownerUserId: ownerUserId === undefined ? await ownerByDefault(tx, userId) : ownerUserId,
            dueAt: readDueTime(dueAt, timeZone, now),
          },
          now,
        ),
      );
      return reply.code(201).send(made);
    },
  );

  app.get(
    '/:reminderId',
    { preHandler: mayRead, schema: { tags, summary: 'One reminder', params, response } },
    async ({ access, params }) =>
      withBusiness(access.businessId, async (tx) => {
        const row = await readReminder(tx, params.reminderId);
        if (!row) throw notFound('reminder');
        return shown(row, (await readSettings(tx)).hours.timeZone);
      }),
  );

  app.patch(
    '/:reminderId',
    {
      preHandler: mayWrite,
      schema: {
        tags,
        summary: 'Change note, lead, owner or due time',
        description: 'A due time that is moved gives its notices anew.',
        params,
        body: z.strictObject({
          note: line(500).optional(),
          dueAt: dueTime.optional(),
          leadId: leadId.nullable().optional(),
          ownerUserId: owner.optional(),
        }),
        response,
      },
    },
    async ({ access, params, body: { dueAt, ...values } }) =>
      inZone(access.businessId, async (tx, timeZone, now) => {
        // A form sends back what it was given, also of a reminder that is overdue.
        const unchanged = (await readReminder(tx, params.reminderId))?.dueAt;
        const moved = dueAt === undefined ? {} : { dueAt: readDueTime(dueAt, timeZone, now, { unchanged }) };
        return changeReminder(tx, params.reminderId, { ...values, ...moved }, now);
      }),
  );

  app.post(
    '/:reminderId/snooze',
    {
      preHandler: mayWrite,
      schema: {
        tags,
        summary: 'Put it off; one that is done is open again',
        params,
        body: z.union(
          [
            z.strictObject({
              minutes: z
                .number()
                .int()
                .min(1)
                .max(7 * 24 * 60)
                .describe('From now'),
            }),
            z.strictObject({ dueAt: dueTime }),
          ],
          { error: 'must have either `minutes` (1 to 10080, from now) or `dueAt`' },
        ),
        response,
      },
    },
    async ({ access, params, body }) =>
      inZone(access.businessId, (tx, timeZone, now) => {
        const until =
          'minutes' in body ? new Date(now.getTime() + body.minutes * 60_000) : readDueTime(body.dueAt, timeZone, now);
        return snoozeReminder(tx, params.reminderId, until, now);
      }),
  );

  app.post(
    '/:reminderId/complete',
    { preHandler: mayWrite, schema: { tags, summary: 'Done: no more notices', params, response } },
    async ({ access, params }) =>
      inZone(access.businessId, (tx, _, now) => completeReminder(tx, params.reminderId, now)),
  );

  app.post(
    '/:reminderId/reopen',
    { preHandler: mayWrite, schema: { tags, summary: 'Open again, with the notices still to come', params, response } },
    async ({ access, params }) => inZone(access.businessId, (tx, _, now) => reopenReminder(tx, params.reminderId, now)),
  );

  app.delete(
    '/:reminderId',
    {
      preHandler: mayWrite,
      schema: { tags, summary: 'Remove a reminder', params, response: { 204: z.null(), '4xx': problemSchema } },
    },
    async ({ access, params }, reply) => {
      if (!(await withBusiness(access.businessId, (tx) => removeReminder(tx, params.reminderId)))) {
        throw notFound('reminder');
      }
      return reply.code(204).send(null);
    },
  );

  /** Does it at the present instant, with the business's zone, and shows what became of the reminder. */
  async function inZone(
    businessId: BusinessId,
    act: (tx: BusinessTx, timeZone: string, now: Date) => Promise<ReminderOutcome | undefined>,
  ) {
    return withBusiness(businessId, async (tx) => {
      const { timeZone } = (await readSettings(tx)).hours;
      const outcome = await act(tx, timeZone, new Date());
      if (!outcome) throw notFound('reminder');
      if (outcome.kind === 'missing') throw unknown(outcome.what);
      return shown(outcome.reminder, timeZone);
    });
  }
};

const shown = (row: Reminder, timeZone: string) => ({ ...row, dueLocal: wallTimeOf(row.dueAt, timeZone) });

function unknown(what: 'lead' | 'owner'): Problem {
  const field = what === 'lead' ? 'body.leadId' : 'body.ownerUserId';
  const reason = what === 'lead' ? 'is no lead of this business' : 'is no member of this business';
  return new Problem(422, `Unknown ${what}`, `${field} ${reason}.`, { fields: [{ field, reason }] });
}
