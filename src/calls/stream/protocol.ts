// Media Streams on the wire. Facts: numbers and times are strings, payloads are raw mu-law at 8 kHz in base64; of what a
// server may send (media, mark, clear) anything else is Twilio's error 31924.
import { z } from 'zod';

const sid = (kind: string) => z.string().regex(new RegExp(`^${kind}[0-9a-f]{32}$`));

const start = z.object({
  streamSid: sid('MZ'),
  accountSid: z.string(),
  callSid: sid('CA'),
  customParameters: z.record(z.string(), z.string()).default({}),
  mediaFormat: z.object({
    encoding: z.literal('audio/x-mulaw'),
    sampleRate: z.literal(8_000),
    channels: z.literal(1),
  }),
});

const message = z.discriminatedUnion('event', [
  z.object({ event: z.literal('connected') }),
  z.object({ event: z.literal('start'), start }),
  z.object({
    event: z.literal('media'),
    streamSid: z.string(),
    media: z.object({
      payload: z.base64().min(1),
      timestamp: z.string().regex(/^\d{1,15}$/),
      track: z.literal('inbound').optional(),
    }),
  }),
  z.object({
    event: z.literal('dtmf'),
    streamSid: z.string(),
    dtmf: z.object({ digit: z.string().regex(/^[0-9*#A-D]$/) }),
  }),
  z.object({ event: z.literal('mark'), streamSid: z.string(), mark: z.object({ name: z.string().max(256) }) }),
  z.object({ event: z.literal('stop'), streamSid: z.string() }),
]);

export type StreamStart = z.output<typeof start>;

export type StreamMessage =
  | { event: 'connected' }
  | { event: 'start'; start: StreamStart }
  /** `timestampMs`: since the stream's start, where this audio begins. */
  | { event: 'media'; streamSid: string; audio: Uint8Array; timestampMs: number }
  | { event: 'dtmf'; streamSid: string; digit: string }
  | { event: 'mark'; streamSid: string; name: string }
  | { event: 'stop'; streamSid: string };

/** @returns undefined for anything that is not in the protocol */
export function readMessage(text: string): StreamMessage | undefined {
  const { success, data } = message.safeParse(parsed(text));
  if (!success) return undefined;
  switch (data.event) {
    case 'media': {
      const { payload, timestamp } = data.media;
      const audio = Buffer.from(payload, 'base64');
      return { event: 'media', streamSid: data.streamSid, audio, timestampMs: Number(timestamp) };
    }
    case 'dtmf':
      return { event: 'dtmf', streamSid: data.streamSid, digit: data.dtmf.digit };
    case 'mark':
      return { event: 'mark', streamSid: data.streamSid, name: data.mark.name };
    default:
      return data;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not made by Twilio: the shape refuses it.
  }
}

/** What goes out on one stream. Ids of Twilio's need no escaping. */
export function createWriter(streamSid: string) {
  return {
    media(audio: Uint8Array): string {
      const payload = Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength).toString('base64');
      return `{"event":"media","streamSid":"${streamSid}","media":{"payload":"${payload}"}}`;
    },
    mark: (name: string): string => JSON.stringify({ event: 'mark', streamSid, mark: { name } }),
    clear: (): string => JSON.stringify({ event: 'clear', streamSid }),
  };
}
