// The part of Twilio's REST API that a phone service uses: calls, and in a file of their own the recordings. JSON out,
// forms in, Basic auth.
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ZodError, z } from 'zod';
import type { PhoneCall } from '../call.ts';
import type { Exchange } from '../exchange.ts';
import type { Step } from '../twiml/step.ts';
import { REFUSALS, TwilioRefusal } from './errors.ts';
import { recordingRoutes } from './recording-routes.ts';
import type { Recordings } from './recordings.ts';
import { callResource, pageOf } from './resources.ts';
import { callAt, method, several } from './rest-request.ts';

export type RestParts = { accountSid: string; authToken: string; exchange: Exchange; recordings: Recordings };

const seconds = z.coerce.number().int();
/** Twilio takes this much in the request itself. */
const twiml = z.string().max(4_000, 'Twiml may have 4000 characters');

const callForm = z.object({
  To: z.string().optional(),
  From: z.string().optional(),
  Url: z.url().optional(),
  Method: method,
  FallbackUrl: z.url().optional(),
  Twiml: twiml.optional(),
  StatusCallback: z.url().optional(),
  StatusCallbackMethod: method,
  StatusCallbackEvent: several.default(['completed']),
  Timeout: seconds.min(0).max(600).default(60),
});
const updateForm = z.object({
  Url: z.url().optional(),
  Method: method,
  FallbackUrl: z.url().optional(),
  Twiml: twiml.optional(),
  Status: z.enum(['completed', 'canceled']).optional(),
});
/** An ISO time or day. */
const time = z.union([z.iso.datetime(), z.iso.date()]).pipe(z.coerce.date());
const listQuery = z.object({
  To: z.string().optional(),
  From: z.string().optional(),
  Status: z.string().optional(),
  'StartTime>': time.optional(),
  'StartTime<': time.optional(),
});

/** Registers the routes of one account. */
export function restRoutes(app: FastifyInstance, parts: RestParts): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, formOf(String(body))),
  );
  app.addHook('onRequest', async (request) => requireAccount(request, parts));
  app.setErrorHandler((error, _request, reply) => refuse(error, reply));
  app.register(
    (routes, _options, done) => {
      callRoutes(routes, parts);
      recordingRoutes(routes, parts);
      done();
    },
    { prefix: `/2010-04-01/Accounts/${parts.accountSid}` },
  );
}

function callRoutes(app: FastifyInstance, { exchange }: RestParts): void {
  app.post('/Calls.json', async (request, reply) => {
    const form = callForm.parse(request.body);
    if (form.To === undefined) throw new TwilioRefusal(REFUSALS.noTo);
    if (form.From === undefined) throw new TwilioRefusal(REFUSALS.noFrom);
    const first = stepOf(form);
    if (first === undefined) throw new TwilioRefusal(REFUSALS.noUrl);
    const call = await exchange.place({
      to: form.To,
      from: form.From,
      first,
      timeoutMs: form.Timeout * 1_000,
      statusCallback:
        form.StatusCallback === undefined
          ? undefined
          : { url: form.StatusCallback, method: form.StatusCallbackMethod, events: form.StatusCallbackEvent },
    });
    return reply.code(201).send(callResource(call));
  });

  app.get('/Calls.json', async (request) => {
    const filter = listQuery.parse(request.query);
    const found = exchange.calls().filter((call) => fits(call, filter));
    return pageOf('calls', found.reverse().map(callResource), request.url);
  });

  app.get('/Calls/:sid.json', async (request) => callResource(callAt(request, exchange)));

  app.post('/Calls/:sid.json', async (request) => {
    const call = callAt(request, exchange);
    const form = updateForm.parse(request.body ?? {});
    if (form.Status !== undefined) end(call, form.Status);
    const step = stepOf(form);
    if (step !== undefined) {
      if (call.status() !== 'in-progress') throw new TwilioRefusal(REFUSALS.notInProgress);
      call.redirect(step);
    }
    return callResource(call);
  });
}

/** Hangs up, or takes back a call that nobody has answered. One that is over is not found any more. */
function end(call: PhoneCall, status: 'completed' | 'canceled'): void {
  if (call.isFinal()) throw new TwilioRefusal(REFUSALS.notFound);
  call.end(call.status() === 'in-progress' ? 'completed' : status === 'completed' ? 'canceled' : status);
}

function stepOf({ Url, Method, FallbackUrl, Twiml }: z.output<typeof updateForm>): Step | undefined {
  if (Twiml !== undefined) return { kind: 'follow', twiml: Twiml, baseUrl: 'http://127.0.0.1/' };
  if (Url === undefined) return undefined;
  return { kind: 'fetch', url: Url, method: Method, params: {}, fallbackUrl: FallbackUrl };
}

function fits(call: PhoneCall, filter: z.output<typeof listQuery>): boolean {
  const startedAt = call.times.answeredAt ?? call.createdAt;
  return (
    (filter.To ?? call.to) === call.to &&
    (filter.From ?? call.from) === call.from &&
    (filter.Status ?? call.status()) === call.status() &&
    (filter['StartTime>'] ?? startedAt) <= startedAt &&
    (filter['StartTime<'] ?? startedAt) >= startedAt
  );
}

function requireAccount(request: FastifyRequest, { accountSid, authToken }: RestParts): void {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new TwilioRefusal(REFUSALS.unauthorized);
}

/** A field that comes several times is a list. */
function formOf(body: string): Record<string, string | string[]> {
  const fields = new URLSearchParams(body);
  return Object.fromEntries(
    [...new Set(fields.keys())].map((name) => {
      const [first = '', ...more] = fields.getAll(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

function refuse(error: unknown, reply: FastifyReply): FastifyReply {
  const refusal =
    error instanceof TwilioRefusal
      ? error
      : error instanceof ZodError
        ? new TwilioRefusal(REFUSALS.badParameter, z.prettifyError(error))
        : undefined;
  if (refusal === undefined) throw error;
  const { status, code, message } = refusal;
  return reply.code(status).send({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}
