// GET /api/events: what changes in a business, as it changes (server-sent events).
// Fastify's own reply with a stream does it all: back pressure, a client that leaves, headers from the hooks. @fastify/sse
// waits for ever on a client that leaves while its buffer is full, and answers in a form that is no problem detail.
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.ts';
import { eventStream } from '../live/event-stream.ts';
import { Problem, problemSchema } from '../problems.ts';

const KEEP_ALIVE_MS = 15_000;

/** A client that reads has the end of its stream long before. */
const POLITE_MS = 2_000;

const eventNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'must be the number of an event')
  .transform(Number);

export const eventRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, { feed, log }) => {
  const open = new Map<FastifyReply, AbortController>();
  let stopping = false;
  const mayRead = app.inBusiness({ atLeast: 'agent', scope: 'read' });

  // A stream never ends by itself. One whose client does not read could not be ended politely: it is cut, at once where
  // that can be seen, and a little later where what is still on its way finds the client's buffers full.
  app.addHook('preClose', async () => {
    stopping = true;
    for (const [reply, controller] of open) {
      if (reply.raw.writableNeedDrain) reply.raw.destroy();
      else controller.abort();
    }
    AbortSignal.timeout(POLITE_MS).addEventListener('abort', () => {
      for (const reply of open.keys()) reply.raw.destroy();
    });
  });

  app.get(
    '/',
    {
      preHandler: mayRead,
      schema: {
        tags: ['live'],
        summary: 'Server-sent events: conversation.changed, message.changed, call.changed, lead.changed, reset',
        description:
          'An event’s id is its number in the business. After a lost connection go on with Last-Event-ID or `after`; `reset` means that what came between is gone: fetch everything anew. A browser names the business with `?business=`.',
        querystring: z.object({ after: eventNumber.optional(), business: z.string().optional() }),
        headers: z.looseObject({ 'last-event-id': eventNumber.optional() }),
        response: { 200: z.custom<Readable>().describe('text/event-stream'), '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      const { businessId } = request.access;
      const after = request.headers['last-event-id'] ?? request.query.after ?? (await feed.lastNumber(businessId));
      const controller = new AbortController();
      if (stopping) controller.abort();
      open.set(reply, controller);
      reply.raw.once('close', () => {
        open.delete(reply);
        controller.abort();
      });
      const events = eventStream({
        feed,
        businessId,
        after,
        mayGoOn: () => mayGoOn(request),
        keepAliveMs: KEEP_ALIVE_MS,
        signal: controller.signal,
        log,
      });
      return reply
        .type('text/event-stream')
        .headers({ 'cache-control': 'no-cache', 'x-accel-buffering': 'no', connection: 'close' })
        .send(Readable.from(events, { objectMode: false }));
    },
  );

  /** Only a refusal ends a stream: without an answer from the database nothing is known. */
  async function mayGoOn(request: FastifyRequest): Promise<boolean> {
    try {
      await mayRead(request);
      return true;
    } catch (error) {
      return !(error instanceof Problem);
    }
  }
};
