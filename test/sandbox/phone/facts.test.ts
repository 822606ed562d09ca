// The table that holds the sandbox phone to what is known of Twilio: error codes, and what becomes of the call.
import { expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { sound } from '../matcher/speech.ts';
import { answeringServer, connectTwiml, type OpenStream, twiml } from './answering-server.ts';
import { CALLER, connectedPhone, noted, OUR_NUMBER, over } from './connected-phone.ts';

const nextVerb = '<Redirect>/next</Redirect>';
const withStream = (url: string, inside = '') =>
  `<Response><Connect><Stream url="${url}">${inside}</Stream></Connect>${nextVerb}</Response>`;

/** Dials, lets the stream do as told, and tells the errors noted and whether the next verb was reached. */
async function outcome(answer: string, onStream?: (stream: OpenStream) => void) {
  const server = await answeringServer({ '/voice': answer }, onStream);
  const phone = await connectedPhone(server.url);
  const call = await phone.dial({ from: CALLER, to: OUR_NUMBER });
  await over(call);
  return { codes: noted(call, 'problem').map(({ code }) => code), wentOn: server.to('/next').length === 1 };
}

/** Does it once the stream has begun. */
const begun = (act: (stream: OpenStream) => void) => (stream: OpenStream) =>
  stream.socket.on('message', (data) => {
    if (String(data).includes('"event":"start"')) setImmediate(() => act(stream));
  });

test.each([
  ['a query in the URL is refused', withStream('$WS/stream?token=1'), 31920],
  ['plain ws to another machine is refused', withStream('ws://calls.example.com/stream'), 31920],
  ['a URL nobody listens at', withStream('ws://127.0.0.1:9/stream'), 31920],
])('%s: 31920, and the next verb follows', async (_what, answer, code) => {
  expect(await outcome(answer)).toEqual({ codes: [code], wentOn: true });
});

test.each<[string, (stream: OpenStream) => void, number[]]>([
  ['a normal close', (stream) => stream.socket.close(1000), []],
  ['a close without a code', (stream) => stream.socket.close(), []],
  ['a close with an error code', (stream) => stream.socket.close(1011), [31921]],
  ['a connection that breaks', (stream) => stream.socket.terminate(), [31921]],
  ['text that is no JSON', (stream) => stream.send('{"event":'), [31924]],
  ['an event that is not in the protocol', (stream) => stream.send('{"event":"pause","streamSid":"x"}'), [31924]],
  [
    'audio that is not base64',
    (stream) => stream.send(`{"event":"media","streamSid":"${stream.streamSid()}","media":{"payload":"ü"}}`),
    [31924],
  ],
  ['a message for another stream', (stream) => stream.send('{"event":"clear","streamSid":"MZ0"}'), [31924]],
  ['a binary message', (stream) => stream.socket.send(Buffer.from('{}')), [31924]],
])('%s ends the stream; its error and the next verb follow', async (_what, act, codes) => {
  expect(await outcome(withStream('$WS/stream'), begun(act))).toEqual({ codes, wentOn: true });
});

test.each<[string, string | number, number]>([
  ['an error of the app', 500, 11200],
  ['text that is no XML', '<Response><Say>Hello', 12100],
  ['a document that is no TwiML', '<Answer/>', 12100],
  ['a verb the sandbox does not carry out', '<Response><Enqueue>support</Enqueue></Response>', 12200],
  ['a parameter of 500 characters', withStream('$WS/s', `<Parameter name="a" value="${'x'.repeat(499)}"/>`), 12200],
])('%s is an error of the call', async (_what, answer, code) => {
  const server = await answeringServer({ '/voice': answer });
  const phone = await connectedPhone(server.url);
  const call = await phone.dial({ from: CALLER, to: OUR_NUMBER });
  await over(call);
  expect(noted(call, 'problem').map((problem) => problem.code)).toContain(code);
});

test('an app that does not answer in time, or answers with an error, has its fallback asked, with the reason', async () => {
  const answers = { '/fallback': twiml((response) => response.redirect('/next')) };
  for (const [answer, code] of [
    ['silence', '11205'],
    [503, '11200'],
  ] as const) {
    const server = await answeringServer({ ...answers, '/voice': answer });
    const phone = await connectedPhone(server.url, { webhookLimitMs: 200 });
    const call = await phone.dial({ from: CALLER, to: OUR_NUMBER });
    await over(call);
    expect(server.requests.map(({ path }) => path).slice(0, 3)).toEqual(['/voice', '/fallback', '/next']);
    expect(server.to('/fallback')[0]?.params).toMatchObject({ ErrorCode: code, ErrorUrl: `${server.url}/voice` });
  }
});

test('a first request that is doubled comes twice with the same fields, and the call goes one way', async () => {
  const server = await answeringServer({ '/voice': connectTwiml() });
  const phone = await connectedPhone(server.url, { duplicateWebhooks: 1 });
  const call = await phone.dial({ from: CALLER, to: OUR_NUMBER });
  const [first, second] = await server.request('/voice', 2);
  expect(second?.params).toEqual(first?.params);
  await server.stream();
  expect(first?.params).toMatchObject({
    CallSid: call.sid,
    CallStatus: 'ringing',
    Direction: 'inbound',
    From: CALLER,
    To: OUR_NUMBER,
  });
  expect(server.streams).toHaveLength(1);
});

test('a stream’s status callbacks tell its start, its error and its stop', async () => {
  const server = await answeringServer(
    {
      '/voice': twiml((response) => {
        response.connect().stream({ url: '$WS/stream', statusCallback: '$APP/stream-status' });
      }),
    },
    begun((stream) => stream.send('nonsense')),
  );
  const phone = await connectedPhone(server.url);
  const call = await phone.dial({ from: CALLER, to: OUR_NUMBER });
  await over(call);
  await phone.settle();
  expect(
    server
      .to('/stream-status')
      .map(({ params }) => params.StreamEvent)
      .toSorted(),
  ).toEqual(['stream-error', 'stream-started', 'stream-stopped']);
});

test('audio that arrives late is a pause in the caller’s ear, with its place and length', async () => {
  const server = await answeringServer({ '/voice': connectTwiml() });
  const phone = await connectedPhone(server.url);
  const call = await phone.dial({ from: CALLER, to: OUR_NUMBER });
  const stream = await server.stream();
  stream.play(sound('one', 10));
  stream.mark('one');
  await until('the first part', async () => stream.of('mark').length === 1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  stream.play(sound('two', 10));
  await until('the pause', async () => call.playback.pauses().length === 1);
  expect(call.playback.pauses()[0]?.lengthMs).toBeGreaterThanOrEqual(80);
  expect(call.playback.pauses()[0]?.lengthMs).toBeLessThan(1_000);
});
