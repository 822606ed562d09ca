// GET and POST /webhook/whatsapp/cloud: Meta's handshake, and everything Meta tells.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { acceptStatus } from '../../db/conversations/accept-status.ts';
import { countUnrouted } from '../../db/unrouted-numbers.ts';
import { type CloudEvent, parseCloudWebhook } from '../../domain/whatsapp/cloud-webhook.ts';
import { verdictFor } from '../../providers/whatsapp/error-table.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { WEBHOOK_LIMIT } from '../plugins/rate-limits.ts';
import { forbidden, problemSchema, unauthorized } from '../problems.ts';
import { receive, routeOfNumber, WEBHOOK_BODY_LIMIT } from './receive.ts';

const handshake = z.object({
  'hub.mode': z.literal('subscribe'),
  'hub.verify_token': z.string(),
  'hub.challenge': z.string().max(200),
});

export const cloudWebhook: FastifyPluginAsync<ApiDependencies> = async (plain, dependencies) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { whatsappAppSecret, whatsappVerifyToken } = dependencies.settings;

  // The signature is over the bytes as they came: parsing and writing them again would break it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.get(
    '/',
    {
      schema: {
        tags: ['webhooks'],
        summary: 'Meta’s handshake',
        querystring: handshake,
        response: { 200: z.string(), 403: problemSchema },
      },
    },
    async (request, reply) => {
      const { 'hub.verify_token': token, 'hub.challenge': challenge } = request.query;
      if (!sameText(token, whatsappVerifyToken)) throw forbidden('hub.verify_token is wrong.');
      return reply.type('text/plain').send(challenge);
    },
  );

  app.post(
    '/',
    {
      bodyLimit: WEBHOOK_BODY_LIMIT,
      config: { rateLimit: WEBHOOK_LIMIT },
      schema: {
        tags: ['webhooks'],
        summary: 'Messages and statuses from Meta',
        description: 'Signed with X-Hub-Signature-256 over the raw body. Everything correctly signed is answered 200.',
        response: { 200: z.object({ received: z.number() }), 401: problemSchema },
      },
    },
    async (request) => {
      const body = signedBody(request, whatsappAppSecret);
      const events = parseCloudWebhook(asJson(body), new Date());
      for (const event of events) await take(dependencies, event, request);
      return { received: events.length };
    },
  );
};

/** @throws Problem 401 when the signature is missing or wrong */
function signedBody(request: FastifyRequest, secret: string): Buffer {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const given = request.headers['x-hub-signature-256'];
  const expected = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  if (typeof given !== 'string' || !sameText(given, expected))
    throw unauthorized('X-Hub-Signature-256 is missing or wrong.');
  return body;
}

/** In constant time. */
function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Meta sends again for days what is not answered 200, so signed garbage is noted and answered all the same. */
function asJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

async function take(dependencies: ApiDependencies, event: CloudEvent, request: FastifyRequest): Promise<void> {
  const { system, withBusiness, jobs, metrics } = dependencies;
  if (event.kind === 'ignored') {
    metrics.messageReceived('cloud', event.reason);
    request.log.info({ reason: event.reason, detail: event.detail, traceId: request.id }, 'webhook element ignored');
    return;
  }
  const route = await routeOfNumber(system, event.phoneNumberId);
  if (!route) {
    metrics.messageReceived('cloud', 'unknown-number');
    const { phoneNumberId: numberId } = event;
    request.log.warn({ numberId, traceId: request.id }, 'a webhook names a WhatsApp number that no business has');
    await countUnrouted(system, 'cloud', numberId);
    return;
  }
  if (event.kind === 'status') {
    const outcome = await withBusiness(route.businessId, (tx) =>
      acceptStatus(
        tx,
        { jobs, traceId: request.id },
        route.channelId,
        event.status,
        (code) => verdictFor(code, 1).kind,
      ),
    );
    metrics.messageReceived('cloud-status', outcome);
    return;
  }
  await receive(dependencies, route, 'cloud', event.message, request.id);
}
