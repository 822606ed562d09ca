// POST /webhook/voice/incoming: somebody calls. Answered within a second whatever is down: with a talk, or with a tone
// after which a message can be left.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { admitCall } from '../../db/calls/admit.ts';
import { routeOfVoiceNumber } from '../../db/calls/voice-numbers.ts';
import { countUnrouted } from '../../db/unrouted-numbers.ts';
import { hashOfToken, streamToken } from '../stream/token.ts';
import type { VoiceDependencies } from './dependencies.ts';
import { fieldsOf } from './twilio-request.ts';
import { BOTH, connectToStream, nothing, sayAndHangUp, takeMessage } from './twiml.ts';

/** Leaves time for the answer's own way within a second. */
const DEADLINE_MS = 700;

const arrival = z.object({
  CallSid: z.string().regex(/^CA[0-9a-f]{32}$/),
  From: z.string().max(255).default(''),
  To: z.string().max(64),
});
type Arrival = z.output<typeof arrival>;

/** What a call is answered with, and the word for it in the metrics. */
interface Answer {
  outcome: 'admitted' | 'full' | 'unknown-number' | 'trouble';
  twiml: string;
}

export function incomingRoutes(app: FastifyInstance, dependencies: VoiceDependencies): void {
  const { admission, callMetrics, log, settings } = dependencies;

  async function incoming(request: FastifyRequest, reply: FastifyReply) {
    const call = fieldsOf(request, arrival);
    const answer = await within(DEADLINE_MS, answerTo(call, request.id, dependencies)).catch((error: unknown) => {
      log.error({ callSid: call.CallSid, traceId: request.id, error: String(error) }, 'a call could not be taken in');
      return { outcome: 'trouble', twiml: takeMessage(settings.publicUrl, call.To, 'trouble', BOTH) } satisfies Answer;
    });
    if (answer.outcome !== 'admitted') admission.unreserve(call.CallSid);
    callMetrics.callAnswered(answer.outcome);
    return reply.type('text/xml').send(answer.twiml);
  }

  app.post('/voice/incoming', incoming);
  // The address that the first release had.
  app.post('/incoming_call', incoming);
}

async function answerTo(arrived: Arrival, traceId: string, dependencies: VoiceDependencies): Promise<Answer> {
  const { withBusiness, system, jobs, admission, leases, settings } = dependencies;
  const { CallSid: callSid, From: from, To: to } = arrived;
  const { publicUrl, maxPerBusiness } = settings;
  const process = admission.reserve(callSid) ? 'has-room' : 'full';
  const route = await routeOfVoiceNumber(system, to);
  if (!route) {
    await countUnrouted(system, 'twilio', to);
    return { outcome: 'unknown-number', twiml: sayAndHangUp('unknown-number', BOTH) };
  }
  const { businessId, channelId } = route;
  const token = streamToken(settings.authToken, callSid);
  const taken = await withBusiness(businessId, (tx) =>
    admitCall(
      tx,
      { jobs, traceId },
      {
        callSid,
        channelId,
        from,
        to,
        at: new Date(),
        tokenHash: hashOfToken(token),
        lease: leases.begun(),
        process,
        maxPerBusiness,
      },
    ),
  );
  if (!taken) return { outcome: 'full', twiml: nothing() };
  const { call, settings: chosen } = taken;
  const { id: callId, language, admission: admitted } = call;
  switch (admitted) {
    case 'admitted': {
      const notice = chosen.callNotice;
      const twiml = connectToStream({ publicUrl, toNumber: to, businessId, callId, token, language, notice });
      return { outcome: 'admitted', twiml };
    }
    case 'full':
      return { outcome: 'full', twiml: takeMessage(publicUrl, to, 'full', [language]) };
    case 'not-asked':
      // It ended before this request reached us.
      return { outcome: 'full', twiml: nothing() };
  }
}

/** @throws when the work fails, or takes longer; then it ends by itself and nobody waits for it */
async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`Nothing after ${ms} ms`)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
