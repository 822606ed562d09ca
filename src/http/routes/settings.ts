// What a business has set, and what holds where it has not.
import { eq } from 'drizzle-orm';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readSettings } from '../../db/businesses.ts';
import { ringGreetings } from '../../db/calls/greetings.ts';
import { businesses } from '../../db/schema/index.ts';
import type { BusinessTx } from '../../db/tenancy.ts';
import { type BusinessSettings, withDefaults } from '../../domain/businesses/settings.ts';
import { WEEKDAYS } from '../../domain/conversations/opening-hours.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { badRequest, problemSchema } from '../problems.ts';
import { freeText, line, wallClock } from './fields.ts';

const day = z
  .array(z.strictObject({ opens: wallClock, closes: wallClock }))
  .max(6)
  .describe('Closing at or before opening means the day after; no span means closed');

const hours = z.strictObject({
  timeZone: z.string().refine(isIanaZone, 'must be an IANA time zone, for example Asia/Jerusalem'),
  week: z.partialRecord(z.enum(WEEKDAYS), day),
});

/** Bounds are what the jobs behind them can keep: the first message of a burst waits at most 30 s. */
const settings = z.strictObject({
  language: z.enum(['he', 'en']),
  assistantOn: z.boolean(),
  prompt: freeText(8_000),
  callNotice: z
    .enum(['none', 'assistant', 'assistant-and-recording'])
    .describe('What a caller is told first; a call is recorded only where that is said'),
  callGreeting: z
    .strictObject({ he: freeText(300), en: freeText(300) })
    .describe('The first words of a call in each language; empty for a sentence with the business’s name'),
  hours,
  emergencyWords: z.array(line(60)).max(100),
  sessionIdleMinutes: z
    .number()
    .int()
    .min(1)
    .max(24 * 60),
  personPauseMinutes: z
    .number()
    .int()
    .min(0)
    .max(7 * 24 * 60),
  answerWithinMinutes: z
    .number()
    .int()
    .min(1)
    .max(24 * 60),
  recordingsKeptDays: z
    .number()
    .int()
    .min(1)
    .max(3_650)
    .describe('After that a call’s audio is gone, here and at the phone company'),
  answerAfterSilenceMs: z.number().int().min(0).max(30_000),
  answerAfterAtMostMs: z.number().int().min(0).max(30_000),
}) satisfies z.ZodType<BusinessSettings>;

/** What is shown: a key that an older release stored is left out. */
const shownSettings = z.object(settings.shape);

export const settingsRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, { withBusiness, jobs }) => {
  const tags = ['settings'];

  app.get(
    '/',
    {
      preHandler: app.inBusiness({ atLeast: 'agent', scope: 'read' }),
      schema: {
        tags,
        summary: 'The settings that hold, defaults included',
        response: { 200: shownSettings, '4xx': problemSchema },
      },
    },
    async ({ access }) => toAnswer(await withBusiness(access.businessId, readSettings)),
  );

  app.patch(
    '/',
    {
      preHandler: app.inBusiness({ atLeast: 'admin', scope: 'write' }),
      schema: {
        tags,
        summary: 'Change some of the settings; `hours` is replaced as a whole',
        body: settings.partial(),
        response: { 200: shownSettings, '4xx': problemSchema },
      },
    },
    async ({ access, body, id: traceId }) =>
      withBusiness(access.businessId, async (tx) => {
        const changed = toAnswer(await change(tx, body));
        if (body.callGreeting !== undefined) await ringGreetings(tx, { jobs, traceId });
        return changed;
      }),
  );
};

async function change(
  tx: BusinessTx,
  changes: z.output<ReturnType<typeof settings.partial>>,
): Promise<BusinessSettings> {
  const [row] = await tx
    .select({ chosen: businesses.settings })
    .from(businesses)
    .where(eq(businesses.id, tx.businessId))
    .for('no key update');
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const chosen: Partial<BusinessSettings> = { ...row?.chosen, ...given };
  const effective = withDefaults(chosen);
  if (effective.answerAfterAtMostMs < effective.answerAfterSilenceMs) {
    const reason = 'must not be shorter than answerAfterSilenceMs';
    throw badRequest(`body.answerAfterAtMostMs ${reason}.`, [{ field: 'body.answerAfterAtMostMs', reason }]);
  }
  await tx.update(businesses).set({ settings: chosen }).where(eq(businesses.id, tx.businessId));
  return effective;
}

/** The same with lists that may be written to, as zod's types have them. */
function toAnswer({ hours, ...rest }: BusinessSettings): z.output<typeof shownSettings> {
  const week = Object.fromEntries(Object.entries(hours.week).map(([day, spans]) => [day, [...spans]]));
  return { ...rest, hours: { ...hours, week } };
}

/** The library also takes offsets such as +02:00, which know no daylight-saving time. */
function isIanaZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
