import { expect, test } from 'vitest';
import { z } from 'zod';
import { wavOfMulaw } from '../../../src/sandbox/audio/wav.ts';
import { createListener } from '../../../src/sandbox/matcher/listener.ts';
import { until } from '../../support/until.ts';
import { phrase, sound } from '../matcher/speech.ts';
import { answeringServer, connectTwiml, type OpenStream } from './answering-server.ts';
import { connectedPhone, restClient } from './connected-phone.ts';

const dialled = z.object({ callSid: z.string() });
const media = z.object({ media: z.object({ payload: z.base64() }) });

async function controlledPhone() {
  const server = await answeringServer({ '/voice': connectTwiml(), '/outbound': connectTwiml() });
  const phone = await connectedPhone(server.url);
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${phone.url}/sandbox/phone${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, json: (): unknown => JSON.parse(text) };
  };
  /** What was understood of the caller on this stream. */
  const understood = (stream: OpenStream) => {
    const ear = createListener(phone.book);
    for (const frame of stream.of('media')) ear.hear(Buffer.from(media.parse(frame).media.payload, 'base64'));
    ear.news();
    return ear
      .words()
      .map(({ text }) => text)
      .join(' ');
  };
  return { server, phone, ask, understood };
}

test('a call is dialled, steered and looked at over HTTP, and a WAV file of somebody’s own is understood', async () => {
  const { server, ask, understood } = await controlledPhone();
  const { audio, words } = phrase('my own voice');
  const play = { do: 'play', wav: Buffer.from(wavOfMulaw([audio], 1)).toString('base64'), words };
  const { callSid } = dialled.parse((await ask('POST', '/calls', { script: [play, { do: 'stay' }] })).json());
  const stream = await server.stream();
  await until('the words', async () => understood(stream) === 'my own voice');
  expect((await ask('POST', `/calls/${callSid}/keys`, { keys: '4#' })).status).toBe(204);
  await until('the keys', async () => stream.of('dtmf').length === 2);
  expect((await ask('DELETE', `/calls/${callSid}`)).status).toBe(204);
  expect((await ask('GET', `/calls/${callSid}`)).json()).toMatchObject({ callSid, status: 'completed', pauses: [] });
  const events = (await ask('GET', `/calls/${callSid}/events`)).text.trim().split('\n');
  expect(events.map((line) => JSON.parse(line).kind)).toEqual(
    expect.arrayContaining(['status', 'said', 'pressed', 'stream']),
  );
});

test('whom the app calls does what was agreed for the number', async () => {
  const { server, phone, ask, understood } = await controlledPhone();
  const { audio, words } = phrase('hello who is this');
  const wav = Buffer.from(wavOfMulaw([audio], 1)).toString('base64');
  const agreed = await ask('PUT', '/people/+972521111111', [
    { do: 'listen', quietMs: 100 },
    { do: 'play', wav, words },
    { do: 'hang-up' },
  ]);
  expect(agreed.status).toBe(204);
  const call = { to: '+972521111111', from: '+97233000001', url: `${server.url}/outbound` };
  const { sid } = await restClient(phone.url).calls.create(call);
  const stream = await server.stream();
  stream.play(sound('good morning', 20));
  await stream.closed();
  expect(understood(stream)).toBe('hello who is this');
  expect((await restClient(phone.url).calls(sid).fetch()).status).toBe('completed');
});

test('what makes no sense is answered with what is wrong', async () => {
  const { ask } = await controlledPhone();
  const wrong = await ask('POST', '/calls', { script: [{ do: 'shout' }] });
  expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('script')]);
  expect((await ask('GET', '/calls/CA0')).status).toBe(404);
  expect((await ask('PATCH', '/settings', { callbackLatencyMs: [5, 1] })).text).toContain('[shortest, longest]');
  expect((await ask('PATCH', '/settings', { lostCallbacks: 1 })).json()).toMatchObject({ lostCallbacks: 1 });
});

test('a number without a voice URL is said to be unknown', async () => {
  const { ask } = await controlledPhone();
  const { status, text } = await ask('POST', '/calls', { to: '+972770000000' });
  expect([status, text]).toEqual([400, expect.stringContaining('knows no number +972770000000')]);
});
