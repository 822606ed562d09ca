// A call as its news tells it, without a phone at the other end: for what workers do with its rows.
import { eq } from 'drizzle-orm';
import { hashOfToken } from '../../src/calls/stream/token.ts';
import { acceptNews } from '../../src/db/calls/accept-news.ts';
import { beginStream, endStream } from '../../src/db/calls/stream.ts';
import { writeTurn } from '../../src/db/calls/turns.ts';
import type { BusinessId, ContactId } from '../../src/db/ids.ts';
import { calls, contactIdentities, leadFacts, leads } from '../../src/db/schema/index.ts';
import type { BusinessSettings } from '../../src/domain/businesses/settings.ts';
import type { Turn } from '../../src/domain/calls/turn.ts';
import { until } from '../support/until.ts';
import type { World } from '../support/world.ts';
import { CALLER, createCalledBusiness } from './phone-world.ts';
import { newCallSid } from './twilio-client.ts';

export const WITHHELD = '+266696687';

export type ToldCall = Awaited<ReturnType<typeof toldCall>>;

/** Somebody calls a business, a new one unless it is given; the assistant answers. */
export async function toldCall(
  world: World,
  {
    from = CALLER,
    settings = {},
    business,
  }: {
    from?: string;
    settings?: Partial<BusinessSettings>;
    business?: Awaited<ReturnType<typeof createCalledBusiness>>;
  } = {},
) {
  const called = business ?? (await createCalledBusiness(world, settings));
  const { businessId, voiceChannelId, voiceNumber } = called;
  const callSid = newCallSid();
  const numbers = { callSid, channelId: voiceChannelId, from, to: voiceNumber };
  const onward = { jobs: world.jobs, traceId: 'test' };
  const tell = (news: Parameters<typeof acceptNews>[3]) =>
    world.withBusiness(businessId, (tx) => acceptNews(tx, onward, numbers, news));
  const call = await tell({ kind: 'called', at: new Date() });
  if (!call) throw new Error('the call was removed');
  const callId = call.id;

  return {
    business: called,
    businessId,
    callId,
    callSid,
    onward,
    tell,
    /** Its stream begins and its process is alive. */
    async answered() {
      const tokenHash = hashOfToken(callSid);
      const lease = { owner: 'a process of the test', until: new Date(Date.now() + 600_000) };
      await world.withBusiness(businessId, async (tx) => {
        await tx.update(calls).set({ streamTokenHash: tokenHash, admission: 'admitted' }).where(eq(calls.id, callId));
        await beginStream(tx, onward, { callId, callSid, tokenHash, lease, at: new Date() });
      });
    },
    write: (turn: Partial<Turn>, standing: 'going-on' | 'over' = 'over') =>
      world.withBusiness(businessId, (tx) => writeTurn(tx, world.jobs, callId, aTurn(turn), standing)),
    /** Its stream ends, and Twilio says that it is over. */
    async over() {
      await world.withBusiness(businessId, (tx) => endStream(tx, onward, callId, new Date()));
      await tell({ kind: 'status', state: 'completed', at: new Date(), durationS: 12 });
    },
    /** The workflow that writes down what became of it has ended. */
    async finalized() {
      const handle = world.client.workflow.getHandle(`business/${businessId}/twilio:${callSid}:completed`);
      await until('the call to be written down', async () => {
        const status = await handle.describe().then(
          ({ status }) => status.name,
          () => undefined,
        );
        return status === 'COMPLETED';
      });
    },
    async row() {
      const [call] = await world.withBusiness(businessId, (tx) => tx.select().from(calls).where(eq(calls.id, callId)));
      if (!call) throw new Error('the call is gone');
      return call;
    },
  };
}

export function aTurn(turn: Partial<Turn> = {}): Turn {
  return {
    n: 1,
    callerText: 'My name is Dana, I need a new tap in Haifa',
    heardText: 'Hello Dana',
    answerEnd: 'finished',
    toolResults: [],
    stages: { endpointing: 300, transcript: 40, firstToken: 200, firstAudio: 150 },
    startedAt: new Date('2026-01-01T10:00:00Z'),
    ...turn,
  };
}

/** What is known of whoever has the number, by field. */
export const factsOfPhone = (world: World, businessId: BusinessId, phone = CALLER) =>
  world.withBusiness(businessId, async (tx) => {
    const rows = await tx
      .select({ field: leadFacts.field, value: leadFacts.value })
      .from(leadFacts)
      .innerJoin(leads, eq(leads.id, leadFacts.leadId))
      .innerJoin(contactIdentities, eq(contactIdentities.contactId, leads.contactId))
      .where(eq(contactIdentities.value, phone));
    return Object.fromEntries(rows.map(({ field, value }) => [field, value]));
  });

/** Whose number it is. */
export const contactOf = (world: World, businessId: BusinessId, phone = CALLER): Promise<ContactId | undefined> =>
  world.withBusiness(businessId, async (tx) => {
    const [row] = await tx
      .select({ contactId: contactIdentities.contactId })
      .from(contactIdentities)
      .where(eq(contactIdentities.value, phone));
    return row?.contactId;
  });
