// POST /webhook/whatsapp/incoming: messages in the Baileys form, from our own gateway, for one business.
import { and, eq } from 'drizzle-orm';
import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { BusinessId } from '../../db/ids.ts';
import { businesses, channels } from '../../db/schema/index.ts';
import type { Database } from '../../db/tenancy.ts';
import { parseSeedsWebhook, type SeedsResult } from '../../domain/whatsapp/seeds-webhook.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { knowsSecret } from '../health-routes.ts';
import { WEBHOOK_LIMIT } from '../plugins/rate-limits.ts';
import { badRequest, conflict, notFound, problemSchema, unauthorized } from '../problems.ts';
import { type Route, receive, WEBHOOK_BODY_LIMIT } from './receive.ts';

const outcomeSchema = z.object({
  messageId: z.string().nullable(),
  outcome: z.enum(['accepted', 'duplicate', 'ignored', 'rejected']),
  reason: z.string().optional(),
});

export const seedsWebhook: FastifyPluginAsync<ApiDependencies> = async (plain, dependencies) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.post(
    '/',
    {
      bodyLimit: WEBHOOK_BODY_LIMIT,
      config: { rateLimit: WEBHOOK_LIMIT },
      onRequest: async (request) => {
        if (!knowsSecret(request, dependencies.settings.internalSecret)) {
          throw unauthorized('X-Internal-Secret is missing or wrong.');
        }
      },
      schema: {
        tags: ['webhooks'],
        summary: 'Messages from the WhatsApp gateway',
        description:
          'Each message is stored once; `results` says what became of it. Needs the header X-Internal-Secret.',
        response: {
          202: z.object({ results: z.array(outcomeSchema) }),
          400: problemSchema,
          401: problemSchema,
          404: problemSchema,
          409: problemSchema,
        },
      },
    },
    async (request, reply) => {
      const parsed = parseSeedsWebhook(request.body, new Date());
      if (parsed.kind === 'malformed') {
        throw badRequest(`${parsed.field || 'The body'} ${parsed.why}.`, [{ field: parsed.field, reason: parsed.why }]);
      }
      refuseWhenNothingFits(parsed.results);
      const route = await routeOfTenant(dependencies.system, parsed.tenantId);
      const results: z.infer<typeof outcomeSchema>[] = [];
      // One after another: messages of one customer keep their order.
      for (const result of parsed.results) results.push(await storeOne(dependencies, route, result, request.id));
      return reply.code(202).send({ results });
    },
  );
};

/** A batch with one broken element still delivers the others, and says which one was broken. */
function refuseWhenNothingFits(results: readonly SeedsResult[]): void {
  const rejected = results.filter((result) => result.kind === 'rejected');
  if (rejected.length === 0 || rejected.length < results.length) return;
  const fields = rejected.map(({ field, why }) => ({ field, reason: why }));
  throw badRequest(fields.map(({ field, reason }) => `${field} ${reason}`).join('; '), fields);
}

async function storeOne(dependencies: ApiDependencies, route: Route, result: SeedsResult, traceId: string) {
  switch (result.kind) {
    case 'rejected':
      return { messageId: null, outcome: 'rejected' as const, reason: `${result.field} ${result.why}` };
    case 'ignored':
      dependencies.metrics.messageReceived('baileys', result.reason);
      return { messageId: result.providerMessageId, outcome: 'ignored' as const, reason: result.reason };
    case 'accepted': {
      const messageId = result.message.providerMessageId;
      const outcome = await receive(dependencies, route, 'baileys', result.message, traceId);
      return outcome === 'own-echo'
        ? { messageId, outcome: 'ignored' as const, reason: outcome }
        : { messageId, outcome };
    }
  }
}

/** Until the gateway has channels of its own, its messages come in on the business's sending channel. */
async function routeOfTenant(system: Database, tenantId: string): Promise<Route> {
  const businessId = /^[1-9]\d{0,14}$/.test(tenantId) ? (Number(tenantId) as BusinessId) : undefined;
  if (businessId === undefined) throw notFound(`business as tenantId "${tenantId.slice(0, 40)}"`);
  const [row] = await system
    .select({ channelId: channels.id })
    .from(businesses)
    .leftJoin(channels, and(eq(channels.businessId, businesses.id), eq(channels.isSending, true)))
    .where(and(eq(businesses.id, businessId), eq(businesses.state, 'active')));
  if (!row) throw notFound(`business as tenantId "${tenantId}"`);
  if (!row.channelId) throw conflict(`Business ${tenantId} has no sending WhatsApp channel: add one under channels.`);
  return { businessId, channelId: row.channelId };
}
