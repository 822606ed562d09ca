// Stands where the app would: takes webhooks, keeps their raw bytes and signatures, answers as told.
import { EventEmitter, once } from 'node:events';
import fastify from 'fastify';
import { z } from 'zod';

const element = z.looseObject({ id: z.string() });
const body = z.object({
  object: z.literal('whatsapp_business_account'),
  entry: z.array(
    z.object({
      changes: z.array(
        z.object({
          field: z.string(),
          value: z.object({
            metadata: z.object({ phone_number_id: z.string(), display_phone_number: z.string() }),
            contacts: z.array(z.looseObject({ user_id: z.string() })).default([]),
            messages: z.array(element).default([]),
            statuses: z.array(element.extend({ status: z.string() })).default([]),
            message_echoes: z.array(element).default([]),
          }),
        }),
      ),
    }),
  ),
});

type ReceivedWebhook = { raw: string; signature: string | undefined; contentType: string | undefined };

/** @param answer the HTTP status for the n-th request, counted from 1 */
export async function startReceiver(answer: (request: number) => number | Promise<number> = () => 200) {
  const received: ReceivedWebhook[] = [];
  const arrivals = new EventEmitter();
  const app = fastify({ forceCloseConnections: true });
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, raw, done) => done(null, raw));
  app.post('/webhook/whatsapp/cloud', async (request, reply) => {
    received.push({
      raw: z.string().parse(request.body),
      signature: z.string().optional().parse(request.headers['x-hub-signature-256']),
      contentType: request.headers['content-type'],
    });
    arrivals.emit('webhook');
    return reply.code(await answer(received.length)).send();
  });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const values = () =>
    received.flatMap(({ raw }) =>
      body.parse(JSON.parse(raw)).entry.flatMap(({ changes }) => changes.map((c) => c.value)),
    );
  return {
    url: `${origin}/webhook/whatsapp/cloud`,
    received,
    values,
    messages: () => values().flatMap(({ messages }) => messages),
    statuses: () => values().flatMap(({ statuses }) => statuses),
    /** Resolves when a first request is here. */
    first: async () => {
      if (received.length === 0) await once(arrivals, 'webhook');
    },
    echoes: () => values().flatMap(({ message_echoes }) => message_echoes),
    close: () => app.close(),
  };
}
