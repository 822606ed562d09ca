// What Twilio tells of a call beside it: its status, its stream's, its recordings'. Taken in at once, in any order.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { acceptNews, type Call } from '../../db/calls/accept-news.ts';
import { noteRecording, ringRecording } from '../../db/calls/recordings.ts';
import { routeOfVoiceNumber } from '../../db/calls/voice-numbers.ts';
import type { BusinessTx } from '../../db/tenancy.ts';
import { type CallNews, isOver } from '../../domain/calls/call-facts.ts';
import { callStateOf } from '../../providers/voice/call-state.ts';
import type { VoiceDependencies } from './dependencies.ts';
import { fieldsOf } from './twilio-request.ts';

const count = z.coerce.number().int().min(0).max(1_000_000).optional().catch(undefined);
/** RFC 2822 or ISO; what is no time is now. */
const moment = z.coerce
  .date()
  .optional()
  .catch(undefined)
  .transform((at) => at ?? new Date());

const aCall = z.object({
  CallSid: z.string().regex(/^CA[0-9a-f]{32}$/),
  From: z.string().max(255).default(''),
  To: z.string().max(64),
});
export type CallFields = z.output<typeof aCall>;

const status = aCall.extend({ CallStatus: z.string(), CallDuration: count, Timestamp: moment });
const stream = aCall.extend({ StreamEvent: z.string(), StreamError: z.string().optional(), Timestamp: moment });
const recording = aCall.extend({
  RecordingSid: z.string().regex(/^RE[0-9a-f]{32}$/),
  RecordingStatus: z.string(),
  RecordingDuration: count,
  RecordingChannels: count,
  RecordingSource: z.string().default(''),
});

export function newsRoutes(app: FastifyInstance, dependencies: VoiceDependencies): void {
  const { admission, jobs, log } = dependencies;

  app.post('/voice/status', async (request, reply) => {
    const told = fieldsOf(request, status);
    const state = callStateOf(told.CallStatus);
    if (state !== undefined) {
      const { CallDuration: durationS, Timestamp: at } = told;
      const news = { kind: 'status', state, at, ...(durationS === undefined ? {} : { durationS }) } as const;
      if (isOver(state)) admission.leave(told.CallSid);
      await takeIn(dependencies, told, news, request.id);
    }
    return reply.code(204).send();
  });

  app.post('/voice/stream', async (request, reply) => {
    const told = fieldsOf(request, stream);
    const { CallSid: callSid, StreamEvent: event, StreamError: error, Timestamp: at } = told;
    if (event === 'stream-error') log.warn({ callSid, error }, 'Twilio tells of an error in a stream');
    if (event === 'stream-started') await takeIn(dependencies, told, { kind: 'stream-started', at }, request.id);
    if (event === 'stream-stopped') await takeIn(dependencies, told, { kind: 'stream-ended', at }, request.id);
    return reply.code(204).send();
  });

  app.post('/voice/recording', async (request, reply) => {
    const told = fieldsOf(request, recording);
    await takeIn(dependencies, told, { kind: 'called', at: new Date() }, request.id, async (tx, call) => {
      await noteRecording(tx, call.id, {
        recordingSid: told.RecordingSid,
        kind: told.RecordingSource === 'RecordVerb' ? 'message' : 'call',
        state: recordingStateOf(told.RecordingStatus),
        durationS: told.RecordingDuration ?? null,
        channels: told.RecordingChannels ?? null,
      });
      await ringRecording(tx, jobs, call);
    });
    return reply.code(204).send();
  });
}

/** What else is written in the same transaction. */
export type AlsoInCall = (tx: BusinessTx, call: Call) => Promise<void>;

/**
 * Takes news in for the business whose number was called; nobody's number is nobody's news.
 * @returns the call as it is known now; undefined also for one that a person removed
 */
export async function takeIn(
  { system, withBusiness, jobs }: VoiceDependencies,
  { CallSid: callSid, From: from, To: to }: CallFields,
  news: CallNews,
  traceId: string,
  also: AlsoInCall = async () => undefined,
): Promise<Call | undefined> {
  const route = await routeOfVoiceNumber(system, to);
  if (!route) return undefined;
  return withBusiness(route.businessId, async (tx) => {
    const call = await acceptNews(tx, { jobs, traceId }, { callSid, channelId: route.channelId, from, to }, news);
    if (call) await also(tx, call);
    return call;
  });
}

function recordingStateOf(status: string): 'going-on' | 'ready' | 'absent' {
  if (status === 'completed') return 'ready';
  return status === 'in-progress' ? 'going-on' : 'absent';
}
