// What a person or a test in another process can do with a running push sandbox: all of it under /sandbox.
import type { FastifyError, FastifyInstance } from 'fastify';
import { ZodError, z } from 'zod';
import type { Browsers } from './browsers.ts';

const newBrowser = z.strictObject({ applicationServerKey: z.string().optional() }).default({});
const trouble = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('refuse'),
      status: z.int().min(400).max(599),
      times: z.int().min(1).optional(),
      retryAfterS: z.int().min(0).optional(),
    }),
    z.strictObject({ kind: z.literal('lose-answer'), how: z.enum(['reset', 'hang']) }),
  ])
  .nullable();

type Parts = { browsers: Browsers; origin: () => string; forget: () => void };

/** Registers the routes. A bad request is answered with 400 and what is wrong with it. */
export function controlRoutes(app: FastifyInstance, { browsers, origin, forget }: Parts): void {
  app.setErrorHandler((error: FastifyError | ZodError, _request, reply) => {
    if (error instanceof ZodError) return reply.code(400).send({ error: z.prettifyError(error) });
    return reply.code(error.statusCode ?? 500).send({ error: error.message });
  });

  app.post('/browsers', async (request, reply) => {
    const { applicationServerKey } = newBrowser.parse(request.body ?? undefined);
    return reply.code(201).send(browsers.subscribe(origin(), applicationServerKey));
  });

  app.put<{ Params: { id: string } }>('/browsers/:id/trouble', async (request, reply) => {
    const known = browsers.setTrouble(request.params.id, trouble.parse(request.body) ?? undefined);
    return reply.code(known ? 204 : 404).send();
  });

  app.get<{ Params: { id: string } }>('/browsers/:id/counts', async (request) => browsers.counts(request.params.id));
  app.get<{ Params: { id: string } }>('/browsers/:id/waiting', async (request) => browsers.waiting(request.params.id));
  app.get('/messages', async () => browsers.taken);

  app.delete('/', async (_request, reply) => {
    forget();
    return reply.code(204).send();
  });
}
