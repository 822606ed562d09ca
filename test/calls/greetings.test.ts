// How calls are greeted: audio made when the words are saved, once for each text and voice, and given only while both hold.
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { keepGreeting, readGreeting, ringGreetings } from '../../src/db/calls/greetings.ts';
import { businesses, callGreetings } from '../../src/db/schema/index.ts';
import { greetingText } from '../../src/domain/calls/greeting.ts';
import { warmupAgents } from '../../src/jobs/catalogue.ts';
import { type SynthesisSandbox, startSynthesisSandbox } from '../../src/sandbox/speech-synthesis.ts';
import { createKey } from '../http/people.ts';
import { createBusiness } from '../support/factories.ts';
import { until } from '../support/until.ts';
import { createCalledBusiness, type PhoneWorld, startPhoneWorld } from './phone-world.ts';

let world: PhoneWorld;
let voice: SynthesisSandbox;
beforeAll(async () => {
  voice = await startSynthesisSandbox({ firstByteMs: 0 });
  world = await startPhoneWorld({
    roles: ['api', 'worker'],
    variables: {
      ...{ TTS: 'openai', TTS_BASE_URL: voice.baseUrl, TTS_API_KEY: 'any' },
      ...{ TTS_VOICE_HE: 'dana', TTS_VOICE_EN: 'noa' },
    },
  });
});
afterAll(async () => {
  await world.close();
  await voice.close();
});

type Business = Awaited<ReturnType<typeof createCalledBusiness>>;

const greetingsOf = ({ businessId }: Pick<Business, 'businessId'>) =>
  world.withBusiness(businessId, (tx) => tx.select().from(callGreetings).orderBy(callGreetings.language));
const made = (business: Pick<Business, 'businessId'>, english?: string) =>
  until('the greetings', async () => {
    const rows = await greetingsOf(business);
    const isThere = rows.length === 2 && (english === undefined || rows.some(({ text }) => text === english));
    return isThere && rows;
  });
const ring = ({ businessId }: Business) =>
  world.withBusiness(businessId, (tx) => ringGreetings(tx, { jobs: world.jobs, traceId: 'test' }));
const spokenTimes = (text: string) => voice.spoken().filter((sentence) => sentence.text === text).length;
const jobOf = ({ businessId }: Pick<Business, 'businessId'>) =>
  world.jobs.status(businessId, `business/${businessId}/greetings`);

async function change({ businessId }: Pick<Business, 'businessId'>, settings: object) {
  const { headers } = await createKey(world, businessId, ['read', 'write']);
  const answer = await fetch(`${world.apiUrl}/api/settings`, {
    method: 'PATCH',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
  expect(answer.status).toBe(200);
}

test('the words that are saved are there as audio in their voice, and only they', async () => {
  const business = await createCalledBusiness(world);
  const text = 'Good day, who is speaking?';
  await change(business, { callGreeting: { he: '', en: text } });
  const [english, hebrew] = await made(business, text);
  expect(english).toMatchObject({ language: 'en', text, voice: 'noa' });
  expect(english?.mulaw.length).toBeGreaterThan(8_000);
  expect(hebrew).toMatchObject({ language: 'he', voice: 'dana', text: expect.stringContaining('Business') });
  const read = (greeting: Partial<Parameters<typeof readGreeting>[1]>) =>
    world.withBusiness(business.businessId, (tx) =>
      readGreeting(tx, { language: 'en', text, voice: 'noa', ...greeting }),
    );
  expect(Buffer.compare((await read({})) ?? Buffer.of(), english?.mulaw ?? Buffer.of())).toBe(0);
  expect(await read({ text: `${text} ` })).toBeUndefined();
  expect(await read({ voice: 'dana' })).toBeUndefined();
  expect(await read({ language: 'he' })).toBeUndefined();
});

test('what is there is not spoken again; words that change meanwhile are the ones that are there in the end', async () => {
  const business = await createCalledBusiness(world);
  const last = 'Words number nine.';
  for (let number = 1; number <= 8; number += 1) {
    await change(business, { callGreeting: { he: '', en: `Words number ${number}.` } });
  }
  await change(business, { callGreeting: { he: '', en: last } });
  await made(business, last);
  for (let time = 0; time < 3; time += 1) {
    await ring(business);
    await until('the job to end', async () => (await jobOf(business))?.status === 'completed');
  }
  expect(spokenTimes(last)).toBe(1);
});

test('settings of a business that cannot be called speak nothing', async () => {
  const business = await createBusiness(world);
  await change(business, { callGreeting: { he: '', en: 'Nobody calls' } });
  expect(await jobOf(business)).toBeUndefined();
});

test('a worker’s start makes the greetings that are missing, and those in a voice that is not used any more', async () => {
  const [fresh, outdated, greeted] = [
    await createCalledBusiness(world),
    await createCalledBusiness(world),
    await createCalledBusiness(world),
  ];
  const keep = (business: Business, voices: { he: string; en: string }) =>
    world.withBusiness(business.businessId, async (tx) => {
      for (const language of ['he', 'en'] as const) {
        await keepGreeting(tx, { language, text: 'Hello', voice: voices[language] }, Buffer.of(1));
      }
    });
  await keep(outdated, { he: 'dana', en: 'a voice of before' });
  await keep(greeted, { he: 'dana', en: 'noa' });
  await world.jobs.startSystem(warmupAgents, 'test');
  await made(fresh);
  await until('the voice of today', async () => (await greetingsOf(outdated)).every(({ mulaw }) => mulaw.length > 1));
  expect(await jobOf(greeted)).toBeUndefined();
});

test('a voice without credentials fails the job at once, which says what to set; rung again, it makes what is missing', async () => {
  // Both languages, and once more each: the ring that starts the job may be heard as another.
  voice.trouble({ kind: 'error', status: 401, times: 4 });
  const business = await createCalledBusiness(world);
  await ring(business);
  await until('the job to fail', async () => (await jobOf(business))?.status === 'failed');
  const handle = world.client.workflow.getHandle(`business/${business.businessId}/greetings`);
  const reason = await handle.result().catch((error: unknown) => error);
  expect(JSON.stringify(reason, errorsToo)).toMatch(/GOOGLE_APPLICATION_CREDENTIALS.*TTS=openai/);
  expect(await greetingsOf(business)).toEqual([]);
  await until('the greetings', async () => {
    await ring(business);
    return (await greetingsOf(business)).length === 2;
  });
});

const errorsToo = (_key: string, value: unknown) =>
  value instanceof Error ? { message: value.message, cause: value.cause } : value;

test('a new name is a new greeting', async () => {
  const business = await createCalledBusiness(world);
  await ring(business);
  await made(business);
  const name = 'Tap and Pipe';
  await world.system.update(businesses).set({ name });
  onTestFinished(async () => {
    await world.system.update(businesses).set({ name: 'Business' });
  });
  await ring(business);
  await made(business, greetingText({ callGreeting: { he: '', en: '' } }, name, 'en'));
});
