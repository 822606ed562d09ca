// Twilio's end of a media stream in a test's hand, and a server whose session writes down what it hears.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import twilio from 'twilio';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { CallLine } from '../../../src/calls/session.ts';
import type { StreamGate, StreamRefusal } from '../../../src/calls/stream/media-socket.ts';
import { attachStreamServer, STREAM_PATH } from '../../../src/calls/stream/stream-server.ts';
import { createCallMetrics } from '../../../src/telemetry/call-metrics.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';

export const TOKEN = 'the secret of the tests';
export const STREAM_SID = `MZ${'1'.repeat(32)}`;
export const CALL_SID = `CA${'2'.repeat(32)}`;

export interface Heard {
  audio: Uint8Array[];
  marks: string[];
  digits: string[];
  stops: number;
  ended: number;
  line: CallLine | undefined;
}

/** @param refusal what the gate says; without one it lets everything in. `gateMs`: how long it thinks. */
export async function listeningServer({ refusal, gate }: { refusal?: StreamRefusal; gate?: Promise<void> } = {}) {
  const heard: Heard = { audio: [], marks: [], digits: [], stops: 0, ended: 0, line: undefined };
  const hungUp: string[] = [];
  const open: StreamGate = {
    async enter(_start, line) {
      await gate;
      if (refusal) return refusal;
      heard.line = line;
      const session = {
        onAudio: (audio: Uint8Array) => void heard.audio.push(audio),
        onMark: (name: string) => void heard.marks.push(name),
        onDtmf: (digit: string) => void heard.digits.push(digit),
        onStop: () => {
          heard.stops += 1;
        },
      };
      return {
        session,
        ended: () => {
          heard.ended += 1;
        },
      };
    },
    decide: async ({ callSid }) => void hungUp.push(callSid),
  };
  const metrics = createMetrics('test');
  const http = createServer();
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const streams = attachStreamServer(http, {
    publicUrl: url,
    authToken: TOKEN,
    gate: open,
    metrics: createCallMetrics(metrics.register),
  });
  onTestFinished(async () => {
    await streams.drain(0);
    http.close();
  });
  return { url, heard, hungUp, streams, metrics: () => metrics.text() };
}

export interface Client {
  socket: WebSocket;
  received: unknown[];
  send(message: unknown): void;
  start(more?: object): void;
  media(audio: Uint8Array, timestampMs: number): void;
  /** Resolves with the close code. */
  closed: Promise<number>;
}

/** Opens a stream as Twilio does. @throws with the HTTP status when the upgrade is refused */
export async function openClient(
  url: string,
  { signature = undefined as string | undefined, path = STREAM_PATH, token = TOKEN } = {},
): Promise<Client> {
  const target = `${url.replace('http', 'ws')}${path}`;
  const headers = { 'x-twilio-signature': signature ?? twilio.getExpectedTwilioSignature(token, target, {}) };
  const socket = new WebSocket(target, { perMessageDeflate: true, headers });
  const received: unknown[] = [];
  socket.on('message', (data) => received.push(JSON.parse(String(data))));
  const closed = new Promise<number>((resolve) => {
    socket.once('close', resolve);
  });
  await once(socket, 'open');
  onTestFinished(() => socket.terminate());
  const send = (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  send({ event: 'connected', protocol: 'Call', version: '1.0.0' });
  return {
    socket,
    received,
    send,
    closed,
    start: (more = {}) =>
      send({
        event: 'start',
        sequenceNumber: '1',
        streamSid: STREAM_SID,
        start: {
          accountSid: `AC${'a'.repeat(32)}`,
          streamSid: STREAM_SID,
          callSid: CALL_SID,
          tracks: ['inbound'],
          mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8_000, channels: 1 },
          customParameters: {},
          ...more,
        },
      }),
    media: (audio, timestampMs) =>
      send({
        event: 'media',
        streamSid: STREAM_SID,
        media: {
          track: 'inbound',
          chunk: '1',
          timestamp: String(timestampMs),
          payload: Buffer.from(audio).toString('base64'),
        },
      }),
  };
}

/** 20 ms of audio whose every byte is this. */
export const frame = (byte: number) => new Uint8Array(160).fill(byte);
