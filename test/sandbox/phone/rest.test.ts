import { expect, test } from 'vitest';
import wavefile from 'wavefile';
import { until } from '../../support/until.ts';
import { sound } from '../matcher/speech.ts';
import { ACCOUNT_SID, AUTH_TOKEN, answeringServer, connectTwiml, twiml } from './answering-server.ts';
import { CALLER, connectedPhone, OUR_NUMBER, over, restClient } from './connected-phone.ts';

async function callOnStream(options: Parameters<typeof connectedPhone>[1] = {}) {
  const server = await answeringServer({
    '/voice': connectTwiml(),
    '/elsewhere': twiml((response) => response.hangup()),
  });
  const phone = await connectedPhone(server.url, options);
  const call = await phone.dial({ from: CALLER, to: OUR_NUMBER });
  const stream = await server.stream();
  return { server, phone, call, stream, rest: restClient(phone.url) };
}

test('a wrong token is refused with 20003', async () => {
  const phone = await connectedPhone('http://127.0.0.1:9');
  const { api } = restClient(phone.url, 'another token');
  await expect(api.v2010.accounts(ACCOUNT_SID).calls.list()).rejects.toMatchObject({ status: 401, code: 20003 });
});

test('a call is placed, rings, is answered and fetches its TwiML; each event asked for is told, in order', async () => {
  const server = await answeringServer({ '/outbound': connectTwiml() });
  const phone = await connectedPhone(server.url);
  const placed = await restClient(phone.url).calls.create({
    to: CALLER,
    from: OUR_NUMBER,
    url: `${server.url}/outbound`,
    statusCallback: `${server.url}/status`,
    statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
  });
  expect(placed).toMatchObject({ status: 'queued', direction: 'outbound-api', from: OUR_NUMBER, to: CALLER });
  const stream = await server.stream();
  expect(server.to('/outbound')[0]?.params).toMatchObject({ CallSid: placed.sid, CallStatus: 'in-progress' });
  stream.socket.close();
  const told = await server.request('/status', 4);
  const inOrder = told.toSorted(
    (one, other) => Number(one.params.SequenceNumber) - Number(other.params.SequenceNumber),
  );
  expect(inOrder.map(({ params }) => [params.SequenceNumber, params.CallStatus])).toEqual([
    ['0', 'initiated'],
    ['1', 'ringing'],
    ['2', 'in-progress'],
    ['3', 'completed'],
  ]);
  expect(told.every(({ isSigned }) => isSigned)).toBe(true);
  expect(Number(inOrder[3]?.params.CallDuration)).toBeGreaterThan(0);
});

test.each([
  ['0001', 'busy'],
  ['0002', 'no-answer'],
  ['0003', 'failed'],
])('a call to a number ending in %s ends as %s, which is its completed event', async (ending, status) => {
  const server = await answeringServer({});
  const phone = await connectedPhone(server.url);
  const { sid } = await restClient(phone.url).calls.create({
    to: `+97250123${ending}`,
    from: OUR_NUMBER,
    twiml: twiml((response) => response.hangup()),
    timeout: 0,
    statusCallback: `${server.url}/status`,
  });
  const [told] = await server.request('/status');
  expect(told?.params).toMatchObject({ CallSid: sid, CallStatus: status, CallDuration: '0' });
});

test.each([
  ['without a URL or TwiML', {}, 21205],
  ['with more than 4000 characters of TwiML', { twiml: `<Response>${' '.repeat(4_000)}</Response>` }, 20001],
])('a call %s is refused', async (_what, form, code) => {
  const phone = await connectedPhone('http://127.0.0.1:9');
  const placing = restClient(phone.url).calls.create({ to: CALLER, from: OUR_NUMBER, ...form });
  await expect(placing).rejects.toMatchObject({ status: 400, code });
});

test('a live call is hung up by status completed; doing it again finds nothing, and leading it elsewhere is refused', async () => {
  const { call, rest, stream } = await callOnStream();
  await rest.calls(call.sid).update({ status: 'completed' });
  expect(await stream.closed()).toBe(1000);
  expect(await rest.calls(call.sid).fetch()).toMatchObject({ status: 'completed', direction: 'inbound' });
  await expect(rest.calls(call.sid).update({ status: 'completed' })).rejects.toMatchObject({
    status: 404,
    code: 20404,
  });
  await expect(rest.calls(call.sid).update({ twiml: '<Response/>' })).rejects.toMatchObject({ code: 21220 });
  await expect(rest.calls('CA0').fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
});

test('a call that still rings is canceled', async () => {
  const server = await answeringServer({});
  const phone = await connectedPhone(server.url, { ringMs: 60_000 });
  const rest = restClient(phone.url);
  const { sid } = await rest.calls.create({
    to: CALLER,
    from: OUR_NUMBER,
    url: `${server.url}/outbound`,
    statusCallback: `${server.url}/status`,
  });
  await rest.calls(sid).update({ status: 'canceled' });
  const [told] = await server.request('/status');
  expect(told?.params.CallStatus).toBe('canceled');
  expect(server.to('/outbound')).toEqual([]);
});

test('calls are found by number, status and day', async () => {
  const { call, rest, phone } = await callOnStream();
  const other = await phone.dial({ from: '+972509999999', to: OUR_NUMBER });
  await until('the other call', async () => other.status() === 'in-progress');
  const sids = async (filter: object) => (await rest.calls.list(filter)).map(({ sid }) => sid);
  expect(await sids({ from: CALLER })).toEqual([call.sid]);
  expect(await sids({ to: OUR_NUMBER })).toEqual([other.sid, call.sid]);
  expect(await sids({ status: 'completed' })).toEqual([]);
  expect(await sids({ startTimeAfter: new Date(Date.now() - 3 * 86_400_000) })).toHaveLength(2);
  expect(await sids({ startTimeBefore: new Date(Date.now() - 3 * 86_400_000) })).toEqual([]);
});

test('a dual recording is told when it is ready, listed, fetched as WAV with a channel for each side, and deleted', async () => {
  const { server, phone, call, rest, stream } = await callOnStream();
  const begun = await rest.calls(call.sid).recordings.create({
    recordingChannels: 'dual',
    recordingStatusCallback: `${server.url}/recording`,
  });
  expect(begun.status).toBe('in-progress');
  const [caller, agent] = [sound('the caller', 20), sound('the agent', 20)];
  stream.play(agent);
  await call.mouth.say({ audio: caller, words: [], language: 'en-US' });
  await until('all audio', async () => call.playback.bufferedMs() === 0);
  call.end('completed');
  const [told] = await server.request('/recording');
  expect(told?.params).toMatchObject({
    RecordingSid: begun.sid,
    RecordingStatus: 'completed',
    RecordingChannels: '2',
    CallSid: call.sid,
  });
  const url = String(told?.params.RecordingUrl);
  expect((await fetch(url)).status).toBe(401);
  const wav = await fetchWav(url);
  expect(wav.channels).toHaveLength(2);
  expect(Buffer.from(wav.channels[0] ?? []).includes(Buffer.from(caller))).toBe(true);
  expect(Buffer.from(wav.channels[1] ?? []).includes(Buffer.from(agent))).toBe(true);
  expect((await fetchWav(`${url}.wav?RequestedChannels=1`)).channels).toHaveLength(1);
  expect((await rest.calls(call.sid).recordings.list()).map(({ sid, duration }) => [sid, duration])).toEqual([
    [begun.sid, '1'],
  ]);
  await rest.recordings(begun.sid).remove();
  await expect(rest.recordings(begun.sid).fetch()).rejects.toMatchObject({ code: 20404 });
  expect(phone.callbacks().filter(({ purpose }) => purpose === 'recording')).toHaveLength(1);
});

test('a recording can be stopped while the call goes on', async () => {
  const { server, call, rest } = await callOnStream();
  await rest.calls(call.sid).recordings.create({ recordingStatusCallback: `${server.url}/recording` });
  await until('some audio', async () => call.talkedMs() > 300);
  await rest.calls(call.sid).recordings('Twilio.CURRENT').update({ status: 'stopped' });
  await server.request('/recording');
  expect(call.status()).toBe('in-progress');
});

async function fetchWav(url: string): Promise<{ channels: Uint8Array[] }> {
  const authorization = `Basic ${Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64')}`;
  const response = await fetch(url, { headers: { authorization } });
  const file = new wavefile.WaveFile(new Uint8Array(await response.arrayBuffer()));
  const samples: unknown = file.getSamples(false, Uint8Array);
  return { channels: Array.isArray(samples) ? samples : [samples as Uint8Array] };
}

test('callbacks come doubled, lost, or in another order when that is asked for', async () => {
  const told = async (options: Parameters<typeof connectedPhone>[1]) => {
    const { server, phone, call, rest } = await callOnStream(options);
    await rest.calls(call.sid).recordings.create({
      recordingStatusCallback: `${server.url}/recording`,
      recordingStatusCallbackEvent: ['in-progress', 'completed'],
    });
    await until('some audio', async () => call.talkedMs() > 60);
    call.end('completed');
    await over(call);
    await until('callbacks', async () => phone.callbacks().length > 0 || options?.lostCallbacks === 1);
    await phone.settle();
    return phone.callbacks().map(({ purpose, params }) => params.RecordingStatus ?? purpose);
  };
  expect((await told({ duplicateCallbacks: 1 })).filter((one) => one === 'status')).toHaveLength(2);
  expect(await told({ lostCallbacks: 1 })).toEqual([]);
  const orders = new Set<string>();
  for (let seed = 1; seed <= 6; seed++)
    orders.add(String(await told({ shuffleCallbacks: true, seed, recordingLatencyMs: 0 })));
  expect(orders.size).toBeGreaterThan(1);
});
