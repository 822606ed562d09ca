// A recording of a call, as a player in a browser asks for it: whole or a part at a time (RFC 9110, 14); and its removal.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readRecording, removeRecording } from '../../db/calls/recordings.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { conflict, notFound, Problem, problemSchema } from '../problems.ts';
import { callId, recordingId } from './fields.ts';

export const recordingRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, { withBusiness, storage }) => {
  const tags = ['calls'];
  const params = z.object({ callId, recordingId });
  const bytes = z.custom<Buffer>();

  app.get(
    '/:recordingId',
    {
      preHandler: app.inBusiness({ atLeast: 'agent', scope: 'read' }),
      schema: {
        tags,
        summary: 'The audio of a recording',
        description: 'With a `Range` of bytes a part of it. One that is still on its way is a 409: ask again later.',
        params,
        headers: z.looseObject({ range: z.string().optional() }),
        response: { 200: bytes.describe('All of it'), 206: bytes.describe('The range'), '4xx': problemSchema },
      },
    },
    async ({ access, params, headers }, reply) => {
      const recording = await withBusiness(access.businessId, (tx) =>
        readRecording(tx, params.callId, params.recordingId),
      );
      if (recording?.state === 'at-provider') throw notYet();
      if (recording?.state === 'expired' || recording?.state === 'removed') throw gone(recording.state);
      const file = recording?.fileKey ? await storage.get(recording.fileKey) : undefined;
      if (!file) throw notFound('recording');
      reply.header('accept-ranges', 'bytes').type(file.mimeType);
      const size = file.bytes.length;
      const range = rangeOf(headers.range, size);
      if (range === undefined) return reply.code(200).send(file.bytes);
      if (range === 'beyond') {
        reply.header('content-range', `bytes */${size}`);
        throw new Problem(416, 'Range not satisfiable', `The recording has ${size} bytes.`);
      }
      reply.header('content-range', `bytes ${range.first}-${range.last}/${size}`);
      return reply.code(206).send(file.bytes.subarray(range.first, range.last + 1));
    },
  );

  app.delete(
    '/:recordingId',
    {
      preHandler: app.inBusiness({ atLeast: 'admin', scope: 'write' }),
      schema: {
        tags,
        summary: 'Remove the audio of a recording; its call stays',
        params,
        response: { 204: z.null(), '4xx': problemSchema },
      },
    },
    async ({ access, params }, reply) => {
      const removal = await withBusiness(access.businessId, (tx) =>
        removeRecording(tx, params.callId, params.recordingId),
      );
      if (removal.outcome === 'no-such-recording') throw notFound('recording');
      if (removal.outcome === 'on-its-way') {
        throw conflict('The recording is still on its way from the phone company: remove it when it is here.');
      }
      if (removal.fileKey !== null) await storage.removeAll(removal.fileKey);
      return reply.code(204).send(null);
    },
  );
};

const gone = (state: 'expired' | 'removed') =>
  new Problem(
    410,
    'No longer kept',
    state === 'expired'
      ? 'The recording was let go after the days that the settings keep one.'
      : 'Somebody removed the recording.',
  );

const notYet = () =>
  new Problem(409, 'Not ready', 'The recording is still on its way from the phone company.', { retryAfterSeconds: 5 });

/**
 * The first and last byte asked for.
 * @returns undefined for what is no range of bytes, or several: the whole is an answer to that (RFC 9110, 14.2)
 */
function rangeOf(header: string | undefined, size: number): { first: number; last: number } | 'beyond' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  // Without a first byte it is the last so many.
  const first = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < first) return undefined;
  return first >= size || last < first ? 'beyond' : { first, last };
}
