// The part of Twilio's REST API that a phone service uses: calls and their recordings. JSON out, forms in, Basic auth.
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ZodError, z } from 'zod';
import type { PhoneCall } from '../call.ts';
import type { Exchange } from '../exchange.ts';
import type { Step } from '../twiml/step.ts';
import { REFUSALS, TwilioRefusal } from './errors.ts';
import type { Recording, Recordings } from './recordings.ts';
import { callResource, pageOf, recordingResource } from './resources.ts';

type Parts = { accountSid: string; authToken: string; exchange: Exchange; recordings: Recordings };

const method = z.enum(['GET', 'POST']).default('POST');
const several = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
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
const recordingForm = z.object({
  RecordingChannels: z.enum(['mono', 'dual']).default('mono'),
  RecordingStatusCallback: z.url().optional(),
  RecordingStatusCallbackMethod: method,
  RecordingStatusCallbackEvent: several.default(['completed']),
});
const recordingUpdate = z.object({ Status: z.literal('stopped', 'The sandbox can only stop a recording.') });
const recordingQuery = z.object({ CallSid: z.string().optional() });
const mediaQuery = z.object({ RequestedChannels: z.enum(['1', '2']).optional() });
const path = z.object({ sid: z.string(), recording: z.string().optional() });

/** Registers the routes of one account. */
export function restRoutes(app: FastifyInstance, parts: Parts): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, formOf(String(body))),
  );
  app.addHook('onRequest', async (request) => requireAccount(request, parts));
  app.setErrorHandler((error, _request, reply) => refuse(error, reply));
  app.register(
    (routes, _options, done) => {
      callRoutes(routes, parts);
      callRecordingRoutes(routes, parts);
      recordingRoutes(routes, parts);
      done();
    },
    { prefix: `/2010-04-01/Accounts/${parts.accountSid}` },
  );
}

function callRoutes(app: FastifyInstance, { exchange }: Parts): void {
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

function callRecordingRoutes(app: FastifyInstance, { exchange, recordings }: Parts): void {
  app.post('/Calls/:sid/Recordings.json', async (request, reply) => {
    const call = callAt(request, exchange);
    const form = recordingForm.parse(request.body ?? {});
    if (call.status() !== 'in-progress') throw new TwilioRefusal(REFUSALS.notInProgress);
    const recording = recordings.start(call, {
      channels: form.RecordingChannels === 'dual' ? 2 : 1,
      source: 'StartCallRecordingAPI',
      callback:
        form.RecordingStatusCallback === undefined
          ? undefined
          : {
              url: form.RecordingStatusCallback,
              method: form.RecordingStatusCallbackMethod,
              events: form.RecordingStatusCallbackEvent,
            },
    });
    return reply.code(201).send(recordingResource(recording));
  });

  app.get('/Calls/:sid/Recordings.json', async (request) => {
    const call = callAt(request, exchange);
    const found = recordings.all().filter((recording) => recording.call === call);
    return pageOf('recordings', found.map(recordingResource), request.url);
  });

  app.post('/Calls/:sid/Recordings/:recording.json', async (request) => {
    const call = callAt(request, exchange);
    recordingUpdate.parse(request.body);
    const wanted = path.parse(request.params).recording;
    // `Twilio.CURRENT` is whichever is being made.
    const recording = recordings
      .all()
      .findLast((one) => one.call === call && (one.sid === wanted || (wanted === 'Twilio.CURRENT' && isGoingOn(one))));
    if (recording === undefined) throw new TwilioRefusal(REFUSALS.notFound);
    recordings.stop(recording);
    return recordingResource(recording);
  });
}

function recordingRoutes(app: FastifyInstance, { recordings }: Parts): void {
  app.get('/Recordings.json', async (request) => {
    const { CallSid } = recordingQuery.parse(request.query);
    const found = recordings.all().filter(({ call }) => CallSid === undefined || call.sid === CallSid);
    return pageOf('recordings', found.map(recordingResource), request.url);
  });

  app.get('/Recordings/:sid.json', async (request) => recordingResource(recordingAt(request, recordings)));

  app.delete('/Recordings/:sid.json', async (request, reply) => {
    if (!recordings.remove(path.parse(request.params).sid)) throw new TwilioRefusal(REFUSALS.notFound);
    return reply.code(204).send();
  });

  /** The audio, as WAV with and without the ending; a recording that is not ready is not there. */
  for (const url of ['/Recordings/:sid', '/Recordings/:sid.wav']) {
    app.get(url, async (request, reply) => {
      const recording = recordingAt(request, recordings);
      if (recording.status !== 'completed') throw new TwilioRefusal(REFUSALS.notFound);
      const { RequestedChannels } = mediaQuery.parse(request.query);
      const channels = RequestedChannels === undefined ? recording.channels : Number(RequestedChannels);
      return reply.type('audio/x-wav').send(recordings.wav(recording, channels));
    });
  }
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

function isGoingOn({ status }: Recording): boolean {
  return status === 'in-progress';
}

function callAt(request: FastifyRequest, exchange: Exchange): PhoneCall {
  const call = exchange.find(path.parse(request.params).sid);
  if (call === undefined) throw new TwilioRefusal(REFUSALS.notFound);
  return call;
}

function recordingAt(request: FastifyRequest, recordings: Recordings): Recording {
  const recording = recordings.find(path.parse(request.params).sid);
  if (recording === undefined) throw new TwilioRefusal(REFUSALS.notFound);
  return recording;
}

function requireAccount(request: FastifyRequest, { accountSid, authToken }: Parts): void {
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
