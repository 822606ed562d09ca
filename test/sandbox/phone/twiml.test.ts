import { expect, test } from 'vitest';
import { wavOfMulaw } from '../../../src/sandbox/audio/wav.ts';
import { httpServer } from '../../providers/whatsapp/local-server.ts';
import { until } from '../../support/until.ts';
import { sound } from '../matcher/speech.ts';
import { answeringServer, twiml } from './answering-server.ts';
import { CALLER, connectedPhone, noted, OUR_NUMBER, over } from './connected-phone.ts';

/** A call whose first TwiML is this; it is in progress when this returns. */
async function callWith(answers: Parameters<typeof answeringServer>[0]) {
  const server = await answeringServer(answers);
  const phone = await connectedPhone(server.url);
  const call = await phone.dial({ from: CALLER, to: OUR_NUMBER });
  return { server, phone, call };
}

test('Say is spoken and heard in Hebrew and English, then the call ends', async () => {
  const { call } = await callWith({
    '/voice': twiml((response) => {
      response.say({ language: 'he-IL' }, 'שלום וברוכים הבאים');
      response.say({ language: 'en-US' }, 'Please hold');
    }),
  });
  await over(call);
  expect(
    noted(call, 'heard')
      .map(({ text }) => text)
      .join(' '),
  ).toBe('שלום וברוכים הבאים Please hold');
  expect(call.status()).toBe('completed');
});

test('Play fetches a WAV file and plays it; one that is not there ends the call with an error', async () => {
  const audio = sound('a tune', 30);
  const files = await httpServer((request, response) => {
    if (request.url !== '/tune.wav') response.statusCode = 404;
    response.end(wavOfMulaw([audio], 1));
  });
  const { phone, call } = await callWith({ '/voice': twiml((response) => response.play(`${files}/tune.wav`)) });
  phone.book.register({ audio, words: [{ text: 'tune', fromFrame: 0, toFrame: 30 }], language: 'en-US' });
  await over(call);
  expect(noted(call, 'heard').map(({ text }) => text)).toEqual(['tune']);
  const other = await callWith({ '/voice': twiml((response) => response.play(`${files}/gone.wav`)) });
  await over(other.call);
  expect(noted(other.call, 'problem')).toMatchObject([{ message: expect.stringContaining('404') }]);
});

test('Gather takes keys until there are enough, silences its prompt, and asks its action with them', async () => {
  const { server, call } = await callWith({
    '/voice': twiml((response) => {
      response
        .gather({ numDigits: 3, action: '/menu' })
        .say('For sales press one, for service press two, for all else wait');
      response.redirect('/no-keys');
    }),
    '/menu': twiml((response) => response.hangup()),
  });
  await until('the prompt', async () => noted(call, 'voice').length === 1);
  for (const key of '12#') call.press(key);
  const [asked] = await server.request('/menu');
  expect(asked?.params.Digits).toBe('12');
  await over(call);
  expect(server.to('/no-keys')).toEqual([]);
  expect(call.talkedMs()).toBeLessThan(3_000);
});

test('Gather without a key goes on with the next verb after its timeout', async () => {
  const { server, call } = await callWith({
    '/voice': twiml((response) => {
      response.gather({ timeout: 1, action: '/menu' });
      response.redirect('/no-keys');
    }),
  });
  await over(call);
  expect(server.requests.map(({ path }) => path)).toEqual(expect.arrayContaining(['/voice', '/no-keys']));
  expect(server.to('/menu')).toEqual([]);
});

test('Record ends when the caller is quiet, and its action is told the recording', async () => {
  const { server, call } = await callWith({
    '/voice': twiml((response) =>
      response.record({ timeout: 1, action: '/recorded', recordingStatusCallback: '$APP/recording' }),
    ),
  });
  await until('the beep', async () => noted(call, 'voice').length === 1);
  await call.mouth.say({ audio: sound('a message', 40), words: [], language: 'en-US' });
  const [recorded] = await server.request('/recorded');
  expect(recorded?.params).toMatchObject({ RecordingSid: expect.stringMatching(/^RE/), RecordingDuration: '2' });
  const [ready] = await server.request('/recording');
  expect(ready?.params).toMatchObject({
    RecordingSid: recorded?.params.RecordingSid,
    RecordingStatus: 'completed',
    RecordingSource: 'RecordVerb',
  });
});

test('Record in which nobody speaks asks no action; a key ends one and is told', async () => {
  const record = twiml((response) => {
    response.record({ timeout: 1, action: '/recorded', playBeep: false });
    response.redirect('/silent');
  });
  const { server, call } = await callWith({ '/voice': record });
  await server.request('/silent');
  expect(server.to('/recorded')).toEqual([]);
  await over(call);
  const other = await callWith({ '/voice': record });
  await until('the call', async () => other.call.status() === 'in-progress');
  await other.call.mouth.say({ audio: sound('short', 20), words: [], language: 'en-US' });
  other.call.press('#');
  const [recorded] = await other.server.request('/recorded');
  expect(recorded?.params.Digits).toBe('#');
});

test('a caller who hangs up while recording has the message told all the same', async () => {
  const { server, call } = await callWith({
    '/voice': twiml((response) => response.record({ action: '/recorded', playBeep: false })),
  });
  await until('the call', async () => call.status() === 'in-progress');
  await call.mouth.say({ audio: sound('a message', 20), words: [], language: 'en-US' });
  call.end('completed');
  const [recorded] = await server.request('/recorded');
  expect(recorded?.params).toMatchObject({ Digits: 'hangup', CallStatus: 'completed' });
});

test('Redirect is followed relative to its document, Hangup ends the call at once', async () => {
  const { server, call } = await callWith({
    '/voice': twiml((response) => response.redirect({ method: 'GET' }, 'deeper/next?step=2')),
    '/deeper/next': twiml((response) => {
      response.hangup();
      response.redirect('/never');
    }),
  });
  await over(call);
  await server.request('/status');
  expect(server.to('/deeper/next')[0]).toMatchObject({
    method: 'GET',
    isSigned: true,
    params: { step: '2', CallSid: call.sid },
  });
  expect(server.to('/never')).toEqual([]);
});
