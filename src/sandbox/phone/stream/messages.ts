// Media Streams on the wire: what Twilio sends, and what it takes. Facts: sequence numbers count all messages from
// `start` on; times and counts are strings.
import { z } from 'zod';
import { FRAME_BYTES } from '../../audio/frames.ts';

/** What a server may send; `payload` is raw mu-law at 8 kHz, of any length, in base64. */
export const serverMessage = z.discriminatedUnion('event', [
  z.object({ event: z.literal('media'), streamSid: z.string(), media: z.object({ payload: z.base64() }) }),
  z.object({ event: z.literal('mark'), streamSid: z.string(), mark: z.object({ name: z.string() }) }),
  z.object({ event: z.literal('clear'), streamSid: z.string() }),
]);

export type ServerMessage = z.output<typeof serverMessage>;

export type StreamIds = { accountSid: string; callSid: string; streamSid: string };

export type MessageWriter = ReturnType<typeof createMessageWriter>;

/** The messages of one stream, as JSON, numbered. */
export function createMessageWriter({ accountSid, callSid, streamSid }: StreamIds) {
  let sequence = 0;
  let chunk = 0;

  const numbered = (event: string, rest: object): string => {
    sequence += 1;
    return JSON.stringify({ event, sequenceNumber: String(sequence), streamSid, ...rest });
  };

  return {
    connected: () => JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }),
    start: (customParameters: Record<string, string>) =>
      numbered('start', {
        start: {
          accountSid,
          streamSid,
          callSid,
          tracks: ['inbound'],
          mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8_000, channels: 1 },
          customParameters,
        },
      }),
    /** Written by hand: fifty a second for each call. */
    media(frame: Uint8Array, timestampMs: number): string {
      sequence += 1;
      chunk += 1;
      const payload = Buffer.from(frame.buffer, frame.byteOffset, FRAME_BYTES).toString('base64');
      return `{"event":"media","sequenceNumber":"${sequence}","streamSid":"${streamSid}","media":{"track":"inbound","chunk":"${chunk}","timestamp":"${timestampMs}","payload":"${payload}"}}`;
    },
    dtmf: (digit: string) => numbered('dtmf', { dtmf: { track: 'inbound_track', digit } }),
    mark: (name: string) => numbered('mark', { mark: { name } }),
    stop: () => numbered('stop', { stop: { accountSid, callSid } }),
  };
}
