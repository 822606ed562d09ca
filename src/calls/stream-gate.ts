// Lets a stream in: its key is right, this process has a place, the call's row says that it has begun. And out again.
import { z } from 'zod';
import type { Call } from '../db/calls/accept-news.ts';
import { beginStream, decideAfterStream, endStream } from '../db/calls/stream.ts';
import type { BusinessId, CallId } from '../db/ids.ts';
import type { WithBusiness } from '../db/tenancy.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Admission } from './admission.ts';
import type { Leases } from './leases.ts';
import type { OpenSession } from './session.ts';
import type { StreamGate } from './stream/media-socket.ts';
import type { StreamStart } from './stream/protocol.ts';
import { hashOfToken } from './stream/token.ts';

export interface GateParts {
  accountSid: string;
  withBusiness: WithBusiness;
  jobs: Jobs;
  admission: Admission;
  leases: Leases;
  openSession: OpenSession;
  log: Logger;
}

/** The `<Parameter>`s that our TwiML gave the stream; Twilio brings them back as text. */
const parameters = z.object({
  business: z.coerce
    .number()
    .int()
    .positive()
    .transform((id) => id as BusinessId),
  call: z.uuid().transform((id) => id as CallId),
  token: z.string().min(1),
});

export function createStreamGate(parts: GateParts): StreamGate {
  const { accountSid, withBusiness, jobs, admission, leases, openSession, log } = parts;

  async function begin({ callSid }: StreamStart, { business, call, token }: z.output<typeof parameters>) {
    const traceId = callSid; // The call's row has that of its first request.
    const opening = { callId: call, callSid, tokenHash: hashOfToken(token), lease: leases.begun(), at: new Date() };
    return withBusiness(business, (tx) => beginStream(tx, { jobs, traceId }, opening));
  }

  async function end({ businessId, id, callSid, traceId }: Call): Promise<void> {
    leases.drop(id);
    admission.leave(callSid);
    try {
      await withBusiness(businessId, (tx) => endStream(tx, { jobs, traceId }, id, new Date()));
    } catch (error) {
      // The lease runs out, Twilio's callbacks tell the same, and the call's workflow asks when they do not.
      log.warn({ businessId, callSid, error: String(error) }, 'end of a stream not written down');
    }
  }

  return {
    async enter(start, line) {
      const given = parameters.safeParse(start.customParameters);
      if (!given.success || start.accountSid !== accountSid) return 'token';
      if (!admission.occupy(start.callSid)) return 'full';
      const call = await begin(start, given.data).catch((error: unknown) => {
        log.error({ callSid: start.callSid, error: String(error) }, 'a stream could not begin');
        return 'trouble' as const;
      });
      if (call === undefined || call === 'trouble') {
        admission.leave(start.callSid);
        return call ?? 'token';
      }
      const { businessId, id, callSid, language, prompt, traceId } = call;
      leases.hold(businessId, id);
      log.info({ businessId, callSid, traceId }, 'a call is talked');
      try {
        const session = openSession({ businessId, callId: id, callSid, language, prompt, traceId }, line);
        return { session, ended: () => void end(call) };
      } catch (error) {
        log.error({ businessId, callSid, traceId, error: String(error) }, 'a call cannot be talked');
        void end(call);
        return 'trouble';
      }
    },

    async decide({ customParameters }, next) {
      const { business, call } = parameters.parse(customParameters);
      await withBusiness(business, (tx) => decideAfterStream(tx, call, next));
    },
  };
}
