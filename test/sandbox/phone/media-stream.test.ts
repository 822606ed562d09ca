import { expect, test } from 'vitest';
import { z } from 'zod';
import { FRAME_BYTES, SILENCE } from '../../../src/sandbox/audio/frames.ts';
import { until } from '../../support/until.ts';
import { phrase, sound } from '../matcher/speech.ts';
import { answeringServer, connectTwiml, twiml } from './answering-server.ts';
import { CALLER, connectedPhone, noted, OUR_NUMBER, over, restClient } from './connected-phone.ts';

const media = z.object({
  sequenceNumber: z.string(),
  media: z.object({ track: z.literal('inbound'), chunk: z.string(), timestamp: z.string(), payload: z.base64() }),
});
const markName = z.object({ mark: z.object({ name: z.string() }) }).transform(({ mark }) => mark.name);

/** A caller on a stream of the test's. */
async function callerOnStream(options: Parameters<typeof connectTwiml>[0] = {}, more: Record<string, string> = {}) {
  const server = await answeringServer({ '/voice': connectTwiml(options), ...more });
  const phone = await connectedPhone(server.url);
  const call = await phone.dial({ from: CALLER, to: OUR_NUMBER });
  return { server, phone, call, stream: await server.stream() };
}

test('a stream begins with connected and start, which names the call and carries the parameters', async () => {
  const { call, stream } = await callerOnStream({ parameters: { token: 'once', business: '7' } });
  expect(stream.isSigned).toBe(true);
  expect(stream.messages[0]).toEqual({ event: 'connected', protocol: 'Call', version: '1.0.0' });
  expect(stream.messages[1]).toEqual({
    event: 'start',
    sequenceNumber: '1',
    streamSid: expect.stringMatching(/^MZ[0-9a-f]{32}$/),
    start: {
      accountSid: call.accountSid,
      streamSid: stream.streamSid(),
      callSid: call.sid,
      tracks: ['inbound'],
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8_000, channels: 1 },
      customParameters: { token: 'once', business: '7' },
    },
  });
});

test('the caller’s voice comes in frames of 20 ms, numbered among all messages, with its own time', async () => {
  const { call, stream } = await callerOnStream();
  const said = phrase('hello');
  await call.mouth.say(said);
  call.press('5');
  await until(
    'a key and more audio',
    async () => stream.of('dtmf').length === 1 && stream.messages.at(-1)?.event === 'media',
  );
  const frames = stream.of('media').map((one) => media.parse(one));
  expect(frames.map(({ media }) => Number(media.chunk))).toEqual(frames.map((_, index) => index + 1));
  expect(frames.map(({ media }) => Number(media.timestamp))).toEqual(frames.map((_, index) => index * 20));
  const sequence = stream.messages.slice(1).map((one) => Number(one.sequenceNumber));
  expect(sequence).toEqual(sequence.map((_, index) => index + 1));
  const heard = Buffer.concat(frames.map(({ media }) => Buffer.from(media.payload, 'base64')));
  expect(heard.length).toBe(frames.length * FRAME_BYTES);
  expect(heard.includes(Buffer.from(said.audio))).toBe(true);
  expect(stream.of('dtmf')[0]).toMatchObject({ dtmf: { track: 'inbound_track', digit: '5' } });
});

test('marks come back in order when their audio was heard, and a second of audio takes a second', async () => {
  const { stream } = await callerOnStream();
  const startedAt = performance.now();
  stream.play(sound('greeting', 25));
  stream.mark('half');
  stream.play(sound('rest', 25));
  stream.mark('whole');
  const marks = () => stream.of('mark').map((one) => markName.parse(one));
  await until('the first mark', async () => marks().length > 0);
  const halfMs = performance.now() - startedAt;
  await until('both marks', async () => marks().length === 2);
  expect(marks()).toEqual(['half', 'whole']);
  expect(halfMs).toBeGreaterThan(480);
  expect(performance.now() - startedAt).toBeGreaterThan(980);
  stream.mark('nothing before it');
  await until('a mark with nothing before it', async () => marks().length === 3);
});

test('clear silences the phone at once and sends every mark back', async () => {
  const { call, stream } = await callerOnStream();
  stream.play(sound('a long speech', 500));
  stream.mark('never heard');
  await until('sound', async () => noted(call, 'voice').length === 1);
  stream.clear();
  await until('the mark', async () => stream.of('mark').length === 1);
  await until('silence', async () => noted(call, 'voice').length === 2);
  const [begins, ends] = noted(call, 'voice');
  expect((ends?.atMs ?? 0) - (begins?.atMs ?? 0)).toBeLessThan(1_500);
  expect(noted(call, 'cleared')[0]?.droppedMs).toBeGreaterThan(8_000);
});

test('the caller’s ear hears the registered words that were really played, and not those that were cut off', async () => {
  const { phone, call, stream } = await callerOnStream();
  const said = phrase('shalom and welcome to the shop', 15);
  phone.book.register(said);
  stream.play(said.audio);
  await until('two words', async () => (call.ear()?.text() ?? '').endsWith('and'));
  stream.clear();
  await until('the sentence', async () => noted(call, 'heard').length === 1);
  expect(noted(call, 'heard')[0]?.text).toMatch(/^shalom and( welcome)?$/);
});

test('when the server closes, the action of Connect is asked, and what it says is done', async () => {
  const goodbye = twiml((response) => response.redirect('/after-redirect'));
  const { server, call, stream } = await callerOnStream({ action: '/after-stream' }, { '/after-stream': goodbye });
  stream.socket.close();
  await server.request('/status');
  expect(server.requests.map(({ path, isSigned }) => [path, isSigned])).toEqual([
    ['/voice', true],
    ['/after-stream', true],
    ['/after-redirect', true],
    ['/status', true],
  ]);
  expect(server.to('/after-stream')[0]?.params).toMatchObject({ CallSid: call.sid, CallStatus: 'in-progress' });
  expect(stream.of('stop')).toEqual([]);
});

test('without an action the next verb follows, and without a next verb the call ends', async () => {
  const server = await answeringServer({
    '/voice': twiml((response) => {
      response.connect().stream({ url: '$WS/one' });
      response.connect().stream({ url: '$WS/two' });
    }),
  });
  const phone = await connectedPhone(server.url);
  const call = await phone.dial({ from: CALLER, to: OUR_NUMBER });
  (await server.stream(0)).socket.close();
  const second = await server.stream(1);
  expect(second.path).toBe('/two');
  expect(call.status()).toBe('in-progress');
  second.socket.close();
  await over(call);
  expect(call.status()).toBe('completed');
});

test('when the caller hangs up, the stream gets stop, and the action is told that the call is over', async () => {
  const { server, call, stream } = await callerOnStream({ action: '/after-stream' });
  call.end('completed');
  expect(await stream.closed()).toBe(1000);
  expect(stream.messages.at(-1)).toMatchObject({ event: 'stop', stop: { callSid: call.sid } });
  const [after] = await server.request('/after-stream');
  expect(after?.params.CallStatus).toBe('completed');
});

test('a REST update stops the stream first and then fetches, without asking the action', async () => {
  const { server, phone, call, stream } = await callerOnStream(
    { action: '/after-stream' },
    { '/elsewhere': connectTwiml({ path: '/again' }) },
  );
  await restClient(phone.url)
    .calls(call.sid)
    .update({ url: `${server.url}/elsewhere` });
  await stream.closed();
  expect(stream.messages.at(-1)?.event).toBe('stop');
  const second = await server.stream(1);
  expect(second.path).toBe('/again');
  expect(second.streamSid()).not.toBe(stream.streamSid());
  expect(server.to('/after-stream')).toEqual([]);
  expect(call.status()).toBe('in-progress');
});

test('silence is what the caller sends while saying nothing', async () => {
  const { stream } = await callerOnStream();
  await until('audio', async () => stream.of('media').length > 5);
  const payload = media.parse(stream.of('media')[3]).media.payload;
  expect(Buffer.from(payload, 'base64').every((byte) => byte === SILENCE)).toBe(true);
});
