// What a person, a demo or a test in another process can do with a running sandbox phone, under /sandbox/phone.
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { answerProblems } from '../control-problems.ts';
import { lineSettings } from './audio/line.ts';
import type { PhoneCall } from './call.ts';
import type { Exchange } from './exchange.ts';
import { script } from './person/script.ts';
import { type PhoneSettings, type PhoneSettingsChange, phoneSettingsChange } from './settings.ts';
import type { Callbacks } from './twilio/callbacks.ts';

const phoneNumber = z.string().regex(/^\+?\d{3,15}$/, 'must be a phone number');
const dialForm = z.strictObject({
  from: phoneNumber.default('+972501234567'),
  /** The number of the demo business. */
  to: phoneNumber.default('+97233000001'),
  script: script.optional(),
  line: lineSettings.optional(),
});
const callPath = z.object({ sid: z.string() });
const personPath = z.object({ number: phoneNumber });
const pressForm = z.strictObject({ keys: z.string().regex(/^[0-9*#]+$/) });

type Parts = {
  exchange: Exchange;
  callbacks: Callbacks;
  settings: () => PhoneSettings;
  change: (change: PhoneSettingsChange) => PhoneSettings;
};

/** Registers the routes. A call that does not exist is answered with 404. */
export function phoneControlRoutes(app: FastifyInstance, { exchange, callbacks, settings, change }: Parts): void {
  answerProblems(app);
  const callAt = (request: FastifyRequest): PhoneCall => {
    const call = exchange.find(callPath.parse(request.params).sid);
    if (call === undefined) throw Object.assign(new Error('There is no such call.'), { statusCode: 404 });
    return call;
  };

  app.post('/calls', async (request, reply) => {
    const call = await exchange.dial(dialForm.parse(request.body ?? {}));
    return reply.code(201).send({ callSid: call.sid });
  });
  app.get('/calls', async () => exchange.calls().map(summaryOf));
  app.get('/calls/:sid', async (request) => {
    const call = callAt(request);
    return { ...summaryOf(call), pauses: call.playback.pauses(), events: call.journal.events };
  });
  /** Everything that happens until the call is over, a JSON object a line. */
  app.get('/calls/:sid/events', async (request, reply) =>
    reply.type('application/x-ndjson').send(Readable.from(linesOf(callAt(request)))),
  );
  app.post('/calls/:sid/keys', async (request, reply) => {
    const call = callAt(request);
    for (const key of pressForm.parse(request.body).keys) call.press(key);
    return reply.code(204).send();
  });
  app.delete('/calls/:sid', async (request, reply) => {
    callAt(request).end('completed');
    return reply.code(204).send();
  });
  app.put('/people/:number', async (request, reply) => {
    exchange.expectAt(personPath.parse(request.params).number, script.parse(request.body));
    return reply.code(204).send();
  });
  app.get('/callbacks', async () => callbacks.sent);
  app.get('/settings', async () => settings());
  app.patch('/settings', async (request) => change(phoneSettingsChange.parse(request.body)));
}

function summaryOf(call: PhoneCall) {
  return { callSid: call.sid, from: call.from, to: call.to, direction: call.direction, status: call.status() };
}

async function* linesOf(call: PhoneCall): AsyncGenerator<string> {
  for await (const event of call.journal.follow()) yield `${JSON.stringify(event)}\n`;
}
