// The transcript of a recording: who said what and when; where nobody can make one, the call has its turns.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SpeechSandbox, startSpeechSandbox } from '../../src/sandbox/google-speech.ts';
import { createPhraseBook } from '../../src/sandbox/matcher/phrases.ts';
import { until } from '../support/until.ts';
import { CALLER, createCalledBusiness, type PhoneWorld, recordingsOf, startPhoneWorld } from './phone-world.ts';

const book = createPhraseBook();
let world: PhoneWorld;
let google: SpeechSandbox;
beforeAll(async () => {
  google = await startSpeechSandbox({ book });
  world = await startPhoneWorld({
    roles: ['calls', 'worker'],
    phone: { book },
    variables: { SPEECH: 'google', GOOGLE_SPEECH_ENDPOINT: google.endpoint },
  });
});
afterAll(async () => {
  await world.close();
  await google.close();
});

async function recordedCall(language: 'he' | 'en') {
  const business = await createCalledBusiness(world, { language, callNotice: 'assistant-and-recording' });
  const text = 'Hello, I need a new tap.';
  // They speak only once the recording has surely begun.
  const script = [
    { do: 'listen', quietMs: 500 },
    { do: 'wait', ms: 4_000 },
    { do: 'say', text },
    { do: 'hang-up' },
  ] as const;
  const call = await world.phone.dial({ from: CALLER, to: business.voiceNumber, script: [...script] });
  const job = `business/${business.businessId}/recording:${call.sid}`;
  await until(
    'the recording to be done with',
    async () => (await world.jobs.status(business.businessId, job))?.status === 'completed',
    30_000,
  );
  const [recording] = await recordingsOf(world, business.businessId);
  return { recording, text };
}

test('what both said is there, each with who said it, in its order', async () => {
  const { recording, text } = await recordedCall('en');
  expect(recording?.state).toBe('stored');
  const { transcript } = recording ?? {};
  expect(transcript?.filter(({ speaker }) => speaker === 'caller').map((said) => said.text)).toEqual([text]);
  // How much of the greeting is on it depends on when Twilio began.
  const times = transcript?.map(({ fromMs }) => fromMs) ?? [];
  expect(times).toEqual(times.toSorted((one, other) => one - other));
});

test('where speech is not recognised the recording is kept without', async () => {
  google.trouble({ kind: 'error', code: 'PERMISSION_DENIED', languageCode: 'iw-IL' });
  const { recording } = await recordedCall('he');
  expect(recording).toMatchObject({ state: 'stored', transcript: null });
});
