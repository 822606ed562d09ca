// How the sandboxes' control routes answer a request they cannot make sense of.
import type { FastifyError, FastifyInstance } from 'fastify';
import { ZodError, z } from 'zod';

/** A bad request is answered with 400 and what is wrong with it. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | ZodError, _request, reply) => {
    if (error instanceof ZodError) return reply.code(400).send({ error: z.prettifyError(error) });
    return reply.code(error.statusCode ?? 500).send({ error: error.message });
  });
}
