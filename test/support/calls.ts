// Phone calls as rows, without a phone behind them, and turns as a call's process writes them.
import { randomUUID } from 'node:crypto';
import { acceptNews } from '../../src/db/calls/accept-news.ts';
import { writeTurn } from '../../src/db/calls/turns.ts';
import type { CallId, ContactId } from '../../src/db/ids.ts';
import { callRecordings, calls, contactIdentities, contacts } from '../../src/db/schema/index.ts';
import type { WithBusiness } from '../../src/db/tenancy.ts';
import type { CallNews } from '../../src/domain/calls/call-facts.ts';
import type { Turn } from '../../src/domain/calls/turn.ts';
import type { Jobs } from '../../src/jobs/jobs.ts';
import type { TestBusiness } from './factories.ts';

const CALLER = '+972501234567';

interface Parts {
  withBusiness: WithBusiness;
}

/** A call that is over and was talked in, unless `values` say otherwise. */
export async function addCall(
  { withBusiness }: Parts,
  { businessId, channelId }: TestBusiness,
  values: Partial<typeof calls.$inferInsert> = {},
) {
  return withBusiness(businessId, async (tx) => {
    const [call] = await tx
      .insert(calls)
      .values({
        businessId,
        channelId,
        callSid: `CA${randomUUID().replaceAll('-', '')}`,
        fromNumber: CALLER,
        toNumber: '+97233000001',
        state: 'completed',
        startedAt: new Date(),
        admission: 'admitted',
        recordingConsent: 'noticed',
        language: 'en',
        result: 'talked',
        durationS: 65,
        traceId: 'test',
        ...values,
      })
      .returning();
    if (!call) throw new Error('no call was made');
    tx.publish({ type: 'call.changed', data: { callId: call.id } });
    return call;
  });
}

/** The phone rings: a call begins, and its news come in through `tell`. */
export async function ring({ withBusiness, jobs }: Parts & { jobs: Jobs }, { businessId, channelId }: TestBusiness) {
  const numbers = { callSid: `CA${randomUUID().replaceAll('-', '')}`, channelId, from: CALLER, to: '+97233000001' };
  const tell = (news: CallNews) =>
    withBusiness(businessId, (tx) => acceptNews(tx, { jobs, traceId: 'test' }, numbers, news));
  const call = await tell({ kind: 'called', at: new Date() });
  if (!call) throw new Error('the call was removed');
  const { id } = call;
  return {
    id,
    /** Twilio's news of it. */
    tell,
    /** What the call's process writes. */
    addTurn: (one: Turn) => withBusiness(businessId, (tx) => writeTurn(tx, jobs, id, one, 'over')),
  };
}

/** Someone with a name and this phone. */
export async function addCaller(
  { withBusiness }: Parts,
  { businessId }: TestBusiness,
  name: string | null,
  phone: string,
): Promise<ContactId> {
  return withBusiness(businessId, async (tx) => {
    const [contact] = await tx.insert(contacts).values({ businessId, name }).returning();
    if (!contact) throw new Error('no contact was made');
    await tx.insert(contactIdentities).values({ businessId, kind: 'phone', value: phone, contactId: contact.id });
    return contact.id;
  });
}

/** One that is stored, under a key that the caller puts the file at, unless `values` say otherwise. */
export async function addRecording(
  { withBusiness }: Parts,
  { businessId }: TestBusiness,
  callId: CallId,
  values: Partial<typeof callRecordings.$inferInsert> = {},
) {
  const fileKey = `${businessId}/withheld/${randomUUID()}`;
  return withBusiness(businessId, async (tx) => {
    const [recording] = await tx
      .insert(callRecordings)
      .values({ businessId, callId, recordingSid: randomUUID(), kind: 'call', state: 'stored', fileKey, ...values })
      .returning({ id: callRecordings.id });
    if (!recording) throw new Error('no recording was made');
    tx.publish({ type: 'call.changed', data: { callId } });
    return { id: recording.id, fileKey };
  });
}

/** What a call's process writes after each turn. */
export const turn = (n: number, callerText: string, heardText: string, more: Partial<Turn> = {}): Turn => ({
  n,
  callerText,
  heardText,
  answerEnd: 'finished',
  toolResults: [],
  stages: { endpointing: 300, transcript: 40, firstToken: 200, firstAudio: 150 },
  startedAt: new Date(),
  ...more,
});
