// Recordings in the REST API: begun and stopped on a call, listed, shown, fetched as WAV, deleted.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { REFUSALS, TwilioRefusal } from './errors.ts';
import type { Recording, Recordings } from './recordings.ts';
import { pageOf, recordingResource } from './resources.ts';
import { callAt, method, path, several } from './rest-request.ts';
import type { RestParts } from './rest-routes.ts';

const recordingForm = z.object({
  RecordingChannels: z.enum(['mono', 'dual']).default('mono'),
  RecordingStatusCallback: z.url().optional(),
  RecordingStatusCallbackMethod: method,
  RecordingStatusCallbackEvent: several.default(['completed']),
});
const recordingUpdate = z.object({ Status: z.literal('stopped', 'The sandbox can only stop a recording.') });
const recordingQuery = z.object({ CallSid: z.string().optional() });
const mediaQuery = z.object({ RequestedChannels: z.enum(['1', '2']).optional() });

/** Registers the routes under an account's. */
export function recordingRoutes(app: FastifyInstance, parts: RestParts): void {
  ofCall(app, parts);
  ofAccount(app, parts);
}

function ofCall(app: FastifyInstance, { exchange, recordings }: RestParts): void {
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

function ofAccount(app: FastifyInstance, { recordings }: RestParts): void {
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

function isGoingOn({ status }: Recording): boolean {
  return status === 'in-progress';
}

function recordingAt(request: FastifyRequest, recordings: Recordings): Recording {
  const recording = recordings.find(path.parse(request.params).sid);
  if (recording === undefined) throw new TwilioRefusal(REFUSALS.notFound);
  return recording;
}
