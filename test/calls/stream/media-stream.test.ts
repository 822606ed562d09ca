// The stream server over the real wire: whom it lets in, what reaches the session, what it does with what does not fit.
import { describe, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { CALL_SID, frame, listeningServer, openClient, STREAM_SID } from './stream-client.ts';

describe('an upgrade', () => {
  test('without Twilio’s signature is refused with 403', async () => {
    const { url, metrics } = await listeningServer();
    await expect(openClient(url, { token: 'another' })).rejects.toThrow('403');
    await expect(openClient(url, { signature: '' })).rejects.toThrow('403');
    expect(await metrics()).toMatch(/prosaas_streams_refused_total\{why="signature",role="test"\} 2/);
  });

  test('at another path is not found', async () => {
    const { url } = await listeningServer();
    await expect(openClient(url, { path: '/elsewhere' })).rejects.toThrow('404');
  });

  test('is not compressed, whatever the client offers', async () => {
    const { url } = await listeningServer();
    expect((await openClient(url)).socket.extensions).toBe('');
  });
});

test('audio, marks and keys reach the session in order, also what came while the gate was thinking', async () => {
  const gate = Promise.withResolvers<void>();
  const { url, heard } = await listeningServer({ gate: gate.promise });
  const client = await openClient(url);
  client.start();
  client.media(frame(1), 0);
  client.media(frame(2), 20);
  client.send({ event: 'mark', streamSid: STREAM_SID, mark: { name: 'greeting' } });
  client.send({ event: 'dtmf', streamSid: STREAM_SID, dtmf: { track: 'inbound_track', digit: '#' } });
  gate.resolve();
  client.media(frame(3), 40);
  await until('three frames', async () => heard.audio.length === 3);
  expect(heard.audio.map(([byte]) => byte)).toEqual([1, 2, 3]);
  expect(heard.audio[0]).toHaveLength(160);
  expect(heard.marks).toEqual(['greeting']);
  expect(heard.digits).toEqual(['#']);
});

test('what the session plays, marks and clears goes out as Twilio wants it', async () => {
  const { url, heard } = await listeningServer();
  const client = await openClient(url);
  client.start();
  const line = await until('the line', async () => heard.line);
  // A part of a larger buffer: only that part.
  line.play(new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4));
  line.mark('a "quoted" name');
  line.clear();
  await until('three messages', async () => client.received.length === 3);
  expect(client.received).toEqual([
    { event: 'media', streamSid: STREAM_SID, media: { payload: Buffer.from([1, 2, 3]).toString('base64') } },
    { event: 'mark', streamSid: STREAM_SID, mark: { name: 'a "quoted" name' } },
    { event: 'clear', streamSid: STREAM_SID },
  ]);
});

test('a hang-up is decided before the socket is closed', async () => {
  const { url, heard, hungUp } = await listeningServer();
  const client = await openClient(url);
  client.start();
  const line = await until('the line', async () => heard.line);
  const closed = client.closed.then((code) => ({ code, decided: [...hungUp] }));
  await line.hangUp();
  expect(await closed).toEqual({ code: 1000, decided: [CALL_SID] });
  await until('the end', async () => heard.ended === 1);
  expect(heard.stops).toBe(1);
});

test.each([
  ['stop', (client: Awaited<ReturnType<typeof openClient>>) => client.send({ event: 'stop', streamSid: STREAM_SID })],
  ['a close', (client: Awaited<ReturnType<typeof openClient>>) => client.socket.close(1000)],
  ['a broken connection', (client: Awaited<ReturnType<typeof openClient>>) => client.socket.terminate()],
])('%s ends the session, once', async (_how, end) => {
  const { url, heard } = await listeningServer();
  const client = await openClient(url);
  client.start();
  await until('the line', async () => heard.line);
  end(client);
  await client.closed;
  await until('the end', async () => heard.ended === 1);
  expect(heard).toMatchObject({ stops: 1, ended: 1 });
});

test('a caller who hangs up while the gate is thinking leaves no session behind', async () => {
  const gate = Promise.withResolvers<void>();
  const { url, heard } = await listeningServer({ gate: gate.promise });
  const client = await openClient(url);
  client.start();
  client.socket.terminate();
  await client.closed;
  gate.resolve();
  await until('the end', async () => heard.ended === 1);
  expect(heard.stops).toBe(1);
});

describe('what does not fit', () => {
  const malformed = [
    'no JSON',
    '{}',
    { event: 'media', streamSid: STREAM_SID, media: { payload: 'not base64!', timestamp: '0' } },
    { event: 'media', streamSid: `MZ${'9'.repeat(32)}`, media: { payload: 'AAAA', timestamp: '0' } },
    { event: 'media', streamSid: STREAM_SID, media: { payload: 'AAAA', timestamp: 'soon' } },
    { event: 'dtmf', streamSid: STREAM_SID, dtmf: { digit: 'x' } },
    { event: 'start', streamSid: STREAM_SID, start: { streamSid: STREAM_SID } },
    { event: 'unheard-of', streamSid: STREAM_SID },
  ];

  test('is dropped and counted, and the stream goes on', async () => {
    const { url, heard, metrics } = await listeningServer();
    const client = await openClient(url);
    client.start();
    for (const one of malformed) client.send(one);
    client.media(frame(7), 0);
    await until('the frame', async () => heard.audio.length === 1);
    expect(heard.digits).toEqual([]);
    expect(await metrics()).toMatch(
      new RegExp(`prosaas_stream_messages_dropped_total\\{why="malformed",role="test"\\} ${malformed.length}`),
    );
  });

  test('ten times closes the socket', async () => {
    const { url, heard } = await listeningServer();
    const client = await openClient(url);
    client.start();
    for (let time = 0; time < 10; time += 1) client.send('no JSON');
    expect(await client.closed).toBe(1008);
    await until('the end', async () => heard.ended === 1);
  });

  test('a second start is not another stream', async () => {
    const { url, metrics } = await listeningServer();
    const client = await openClient(url);
    client.start();
    client.start();
    await until('the drop', async () => (await metrics()).includes('dropped_total{why="malformed",role="test"} 1'));
  });

  test('a message of more than 16 kB closes the socket', async () => {
    const { url } = await listeningServer();
    const client = await openClient(url);
    client.start();
    client.media(new Uint8Array(20_000), 0);
    expect(await client.closed).toBe(1009);
  });

  test('a flood is cut down to what a line may carry', async () => {
    const { url, heard, metrics } = await listeningServer();
    const client = await openClient(url);
    client.start();
    for (let index = 0; index < 2_000; index += 1) client.media(frame(1), index * 20);
    await until('the flood', async () => (await metrics()).includes('why="too-many"'));
    client.socket.close();
    await client.closed;
    expect(heard.audio.length).toBeLessThan(1_000);
    expect(heard.audio.length).toBeGreaterThan(500);
  });
});

test.each(['token', 'full', 'trouble'] as const)('a stream the gate refuses (%s) is closed', async (refusal) => {
  const { url, heard } = await listeningServer({ refusal });
  const client = await openClient(url);
  client.start();
  expect(await client.closed).toBe(1008);
  expect(heard.ended).toBe(0);
});

test('a socket on which nothing starts is closed after five seconds', async () => {
  const { url } = await listeningServer();
  const startedAt = performance.now();
  const client = await openClient(url);
  expect(await client.closed).toBe(1008);
  expect(performance.now() - startedAt).toBeGreaterThan(4_900);
  expect(performance.now() - startedAt).toBeLessThan(8_000);
});

test('a drain waits for streams to end by themselves, and ends those that do not', async () => {
  const { url, heard, streams } = await listeningServer();
  const client = await openClient(url);
  client.start();
  await until('the line', async () => heard.line);
  const drained = streams.drain(60_000);
  client.socket.close(1000);
  await drained;
  const stubborn = await openClient(url);
  stubborn.start();
  await streams.drain(10);
  expect(await stubborn.closed).toBe(1001);
});
