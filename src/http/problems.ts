// Errors for people: problem details (RFC 9457), one shape for every 4xx and 5xx.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';

/** One thing that is wrong with the input: where, and why. */
export interface FieldProblem {
  field: string;
  reason: string;
  /** What may be meant, where there are a few possibilities: each is a value of the field. */
  choices?: string[];
}

/** An answer other than success, thrown from anywhere under a route. */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  readonly title: string;
  readonly fields: FieldProblem[];
  readonly retryAfterSeconds: number | undefined;

  /** @param detail says what is wrong and what to do, for the person who reads it */
  constructor(
    status: number,
    title: string,
    detail: string,
    more: { fields?: FieldProblem[]; retryAfterSeconds?: number } = {},
  ) {
    super(detail);
    this.status = status;
    this.title = title;
    this.fields = more.fields ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** The body of every problem, for the API's description. */
export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    traceId: z.string().describe('Name it when you ask for help'),
    errors: z
      .array(
        z.object({
          field: z.string(),
          reason: z.string(),
          choices: z.array(z.string()).optional().describe('What may be meant: values that the field takes'),
        }),
      )
      .optional(),
  })
  .describe('What is wrong and what to do (RFC 9457)');

export const notFound = (what: string) => new Problem(404, 'Not found', `There is no such ${what}.`);
export const conflict = (detail: string) => new Problem(409, 'Conflict', detail);
export const badRequest = (detail: string, fields: FieldProblem[] = []) =>
  new Problem(400, 'Bad request', detail, { fields });
export const forbidden = (detail: string) => new Problem(403, 'Forbidden', detail);
export const unauthorized = (detail: string) => new Problem(401, 'Unauthorized', detail);
export const unavailable = (detail: string) =>
  new Problem(503, 'Service unavailable', detail, { retryAfterSeconds: 5 });

/** Makes every error, thrown or found by Fastify, a problem. */
export function answerWithProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => send(reply, request, asProblem(error, request)));
  app.setNotFoundHandler((request, reply) =>
    send(reply, request, new Problem(404, 'Not found', `There is no ${request.method} ${request.url.split('?')[0]}.`)),
  );
}

function asProblem(error: FastifyError | Problem, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const fields = error.validation.map(({ instancePath, message }) => ({
      field: `${error.validationContext ?? 'body'}${instancePath === '/' ? '' : instancePath.replaceAll('/', '.')}`,
      reason: message ?? 'is wrong',
    }));
    return badRequest(fields.map(({ field, reason }) => `${field}: ${reason}`).join('; '), fields);
  }
  const status = error.statusCode ?? 500;
  if (status < 500)
    return new Problem(status, error.name === 'Error' ? 'Request refused' : (error.code ?? error.name), error.message);
  if (isDatabaseAway(error)) {
    request.log.error({ error: rootOf(error).message }, 'Postgres does not answer');
    return unavailable('The database does not answer right now. Try again in a moment.');
  }
  request.log.error({ error: rootOf(error).message, stack: framesOf(error) }, 'request failed');
  return new Problem(500, 'Internal error', 'Something went wrong on our side; it was logged under this trace id.');
}

function send(reply: FastifyReply, request: FastifyRequest, problem: Problem) {
  if (problem.retryAfterSeconds !== undefined) void reply.header('retry-after', problem.retryAfterSeconds);
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({
      type: 'about:blank',
      title: problem.title,
      status: problem.status,
      detail: problem.message,
      traceId: request.id,
      ...(problem.fields.length > 0 ? { errors: problem.fields } : {}),
    });
}

/** Where it happened, without the message: a database error's message holds the query's values. */
function framesOf(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 5);
}

/** drizzle wraps the driver's error, whose own message holds no values of the query. */
function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}

/** Connection refused, lost or timed out; the server is starting up or shutting down (class 57P). */
function isDatabaseAway(error: Error): boolean {
  const root = rootOf(error);
  const code = 'code' in root ? String(root.code) : '';
  return (
    /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57P0[123]|08\d{3}|53300)$/.test(code) ||
    /timeout exceeded when trying to connect|Connection terminated|connection is insecure/i.test(root.message)
  );
}
