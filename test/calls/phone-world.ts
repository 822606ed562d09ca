// The calls role and a worker, and a sandbox phone whose every number leads to them. Unless a test has ears for it, the
// caller is understood by keys alone.
import { randomInt } from 'node:crypto';
import { and, asc, eq } from 'drizzle-orm';
import { freePort } from '../../scripts/local/ports.ts';
import type { BusinessId } from '../../src/db/ids.ts';
import { callRecordings, calls, callTurns, channels } from '../../src/db/schema/index.ts';
import type { WithBusiness } from '../../src/db/tenancy.ts';
import type { BusinessSettings } from '../../src/domain/businesses/settings.ts';
import { createPhraseBook } from '../../src/sandbox/matcher/phrases.ts';
import { type PhoneSandbox, type PhoneSandboxOptions, startPhoneSandbox } from '../../src/sandbox/phone.ts';
import { startSynthesisSandbox } from '../../src/sandbox/speech-synthesis.ts';
import { createBusiness } from '../support/factories.ts';
import { until } from '../support/until.ts';
import { startWorldWith, type World, type WorldRole } from '../support/world.ts';

export const ACCOUNT_SID = `AC${'a'.repeat(32)}`;
export const AUTH_TOKEN = 'a token of the test';
export const CALLER = '+972501234567';

export interface PhoneWorld extends World {
  phone: PhoneSandbox;
  callsPort: number;
  /** Where Twilio reaches the calls role. */
  callsUrl: string;
}

export interface PhoneWorldOptions {
  roles?: WorldRole[];
  phone?: Partial<PhoneSandboxOptions>;
  variables?: Record<string, string>;
}

export async function startPhoneWorld(options: PhoneWorldOptions = {}): Promise<PhoneWorld> {
  const callsPort = await freePort();
  const callsUrl = `http://127.0.0.1:${callsPort}`;
  const { book = createPhraseBook() } = options.phone ?? {};
  const synthesis = await startSynthesisSandbox({ book });
  const { phone, variables } = await startPhone(callsPort, { book, ...options.phone });
  const keysOnly = { SPEECH: 'menu', TTS: 'openai', TTS_BASE_URL: synthesis.baseUrl, TTS_API_KEY: 'any' };
  const world = await startWorldWith(
    { ...variables, ...keysOnly, ...options.variables },
    ...(options.roles ?? ['calls', 'worker']),
  );
  return {
    ...world,
    phone,
    callsPort,
    callsUrl,
    async close() {
      await phone.close();
      await world.close();
      await synthesis.close();
    },
  };
}

/** A phone whose every number leads to the calls role at that port, and what roles are told of it. */
export async function startPhone(callsPort: number, options: Partial<PhoneSandboxOptions> = {}) {
  const phone = await startPhoneSandbox({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    callbackLatencyMs: [0, 20],
    recordingLatencyMs: 20,
    numbers: { '*': answeredAt(`http://127.0.0.1:${callsPort}`) },
    ...options,
  });
  const variables = {
    CALLS_PORT: String(callsPort),
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_API_URL: phone.url,
  };
  return { phone, variables };
}

/** What a number does that leads to the calls role. */
export const answeredAt = (callsUrl: string) => ({
  voiceUrl: `${callsUrl}/webhook/voice/incoming`,
  statusCallback: `${callsUrl}/webhook/voice/status`,
});

/** A business that can be called, at a number that no other has. */
export async function createCalledBusiness(
  world: Parameters<typeof createBusiness>[0],
  settings: Partial<BusinessSettings> = {},
) {
  const business = await createBusiness(world, { language: 'en', callNotice: 'none', ...settings });
  const number = await addVoiceNumber(world, business.businessId);
  return { ...business, ...number };
}

export async function addVoiceNumber({ withBusiness }: { withBusiness: WithBusiness }, businessId: BusinessId) {
  const voiceNumber = `+9723${randomInt(1_000_000, 9_999_999)}`;
  const [channel] = await withBusiness(businessId, (tx) =>
    tx
      .insert(channels)
      .values({
        businessId,
        provider: 'twilio',
        numberId: voiceNumber,
        displayNumber: voiceNumber,
        name: 'Phone',
        credentials: '',
      })
      .returning({ id: channels.id }),
  );
  if (!channel) throw new Error('no channel was made');
  return { voiceNumber, voiceChannelId: channel.id };
}

export async function callsOf({ withBusiness }: { withBusiness: WithBusiness }, businessId: BusinessId) {
  return withBusiness(businessId, (tx) => tx.select().from(calls).orderBy(asc(calls.id)));
}

export async function turnsOf({ withBusiness }: { withBusiness: WithBusiness }, businessId: BusinessId) {
  return withBusiness(businessId, (tx) => tx.select().from(callTurns).orderBy(asc(callTurns.n)));
}

export async function recordingsOf({ withBusiness }: { withBusiness: WithBusiness }, businessId: BusinessId) {
  return withBusiness(businessId, (tx) => tx.select().from(callRecordings).orderBy(asc(callRecordings.id)));
}

/** A call that is over is followed up by jobs, one after another. */
const A_WHILE_MS = 30_000;

/** The call with this id, as soon as it fits. */
export async function callThat(
  world: { withBusiness: WithBusiness },
  businessId: BusinessId,
  callSid: string,
  fits: (call: typeof calls.$inferSelect) => boolean,
) {
  return until(
    `the call ${callSid}`,
    async () => {
      const [call] = await world.withBusiness(businessId, (tx) =>
        tx
          .select()
          .from(calls)
          .where(and(eq(calls.callSid, callSid))),
      );
      return call && fits(call) ? call : undefined;
    },
    A_WHILE_MS,
  );
}
