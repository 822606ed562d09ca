// POST /webhook/voice/after-stream and after-message: a part of the call is over, and Twilio asks what follows.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decideAfterStream } from '../../db/calls/stream.ts';
import { type CallNews, isOver } from '../../domain/calls/call-facts.ts';
import { callStateOf } from '../../providers/voice/call-state.ts';
import type { VoiceDependencies } from './dependencies.ts';
import { type AlsoInCall, takeIn } from './news.ts';
import { fieldsOf } from './twilio-request.ts';
import { BOTH, hangUp, nothing, sayAndHangUp, takeMessage } from './twiml.ts';

const after = z.object({
  CallSid: z.string().regex(/^CA[0-9a-f]{32}$/),
  From: z.string().max(255).default(''),
  To: z.string().max(64),
  CallStatus: z.string().default(''),
});

export function afterRoutes(app: FastifyInstance, dependencies: VoiceDependencies): void {
  const { log, settings } = dependencies;

  app.post('/voice/after-stream', async (request, reply) => {
    const told = fieldsOf(request, after);
    const state = callStateOf(told.CallStatus);
    const isEnded = state !== undefined && isOver(state);
    const call = await known(
      told,
      { kind: 'stream-ended', at: new Date() },
      request.id,
      async (tx, { id, afterStream }) => {
        // Written down, so that the message is looked for when nobody tells of it.
        if (!isEnded && afterStream === null) await decideAfterStream(tx, id, 'message');
      },
    );
    return reply.type('text/xml').send(answer());

    function answer(): string {
      // The caller hung up: the answer is not followed.
      if (isEnded) return nothing();
      if (call?.afterStream === 'hang-up') return hangUp();
      if (call?.afterStream === 'message') {
        return takeMessage(settings.publicUrl, told.To, 'leave-message', [call.language]);
      }
      // Nobody decided what follows: the stream broke off, or its process is gone.
      log.warn({ callSid: told.CallSid }, 'a stream broke off; the caller is asked for a message');
      return takeMessage(settings.publicUrl, told.To, 'trouble', call ? [call.language] : BOTH);
    }
  });

  app.post('/voice/after-message', async (request, reply) => {
    const call = await known(fieldsOf(request, after), { kind: 'called', at: new Date() }, request.id);
    return reply.type('text/xml').send(sayAndHangUp('thanks', call ? [call.language] : BOTH));
  });

  /** The call as its row has it, or nothing when that cannot be had: the caller is answered all the same. */
  async function known(told: z.output<typeof after>, news: CallNews, traceId: string, also?: AlsoInCall) {
    return takeIn(dependencies, told, news, traceId, also).catch((error: unknown) => {
      log.error({ callSid: told.CallSid, error: String(error) }, 'not known what follows in a call');
      return undefined;
    });
  }
}
