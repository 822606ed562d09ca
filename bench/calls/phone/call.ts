// One call on the wire, as Twilio makes it: the signed webhook, the stream that its TwiML asks for, the callbacks.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { FRAME_MS } from '../../../src/sandbox/audio/frames.ts';
import type { createMetronome } from '../../../src/sandbox/phone/audio/metronome.ts';
import { newSid } from '../../../src/sandbox/phone/call.ts';
import { createMessageWriter, serverMessage } from '../../../src/sandbox/phone/stream/messages.ts';
import { requestWebhook, signatureOf } from '../../../src/sandbox/phone/twilio/webhooks.ts';
import { parseTwiml, type Stream } from '../../../src/sandbox/phone/twiml/parse.ts';
import type { Random } from '../../../src/sandbox/seeded-random.ts';
import type { Utterance } from '../voices.ts';
import { createCaller } from './caller.ts';
import { createEar } from './ear.ts';
import type { Tally } from './tally.ts';

export interface Line {
  callsUrl: string;
  accountSid: string;
  authToken: string;
}

/** A call that was answered and is not connected yet. */
export interface Dialled {
  callSid: string;
  to: string;
  /** Undefined: the caller was asked for a message instead. */
  stream: Stream | undefined;
  /** From the request to its answer. */
  answeredMs: number;
}

export interface CallParts {
  utterances: readonly Utterance[];
  isOpening: (payload: string) => boolean;
  metronome: ReturnType<typeof createMetronome>;
  random: Random;
  tally: () => Tally;
}

export interface TalkedCall {
  hangUp(): Promise<void>;
}

/** Twilio's own limit. */
const WEBHOOK_LIMIT_MS = 15_000;
const CALLER = '+972501234567';

/** @throws Error when the call is not answered */
export async function dial(line: Line, to: string): Promise<Dialled> {
  const callSid = newSid('CA');
  const beganAt = performance.now();
  const document = await tell(line, 'incoming', { CallSid: callSid, To: to, CallStatus: 'ringing' });
  const answeredMs = performance.now() - beganAt;
  const verb = parseTwiml(document).find(({ verb: name }) => name === 'Connect');
  return { callSid, to, stream: verb?.verb === 'Connect' ? verb.stream : undefined, answeredMs };
}

/** The call is over; so is what the app keeps for it. */
export async function complete(line: Line, { callSid, to }: Pick<Dialled, 'callSid' | 'to'>): Promise<void> {
  await tell(line, 'status', { CallSid: callSid, To: to, CallStatus: 'completed', CallDuration: '60' });
}

/** Opens the stream; from then on the caller talks, until the call is hung up. */
export async function connect(
  line: Line,
  stream: Stream,
  { callSid, to }: Dialled,
  parts: CallParts,
): Promise<TalkedCall> {
  const socket = new WebSocket(stream.url, {
    perMessageDeflate: false,
    headers: { 'x-twilio-signature': signatureOf(line.authToken, stream.url) },
  });
  await once(socket, 'open');
  const writer = createMessageWriter({ accountSid: line.accountSid, callSid, streamSid: newSid('MZ') });
  const ear = createEar(parts.isOpening);
  const caller = createCaller(parts.utterances, ear, parts.random, parts.tally);
  let frames = 0;

  socket.on('message', (data) => {
    const at = performance.now();
    const message = serverMessage.parse(JSON.parse(String(data)));
    if (message.event === 'mark') ear.mark(message.mark.name, at);
    if (message.event === 'clear') {
      caller.hearsSilence(at);
      for (const name of ear.clear(at)) socket.send(writer.mark(name));
    }
    if (message.event !== 'media') return;
    const { isFirst, isUnderrun, lateMs } = ear.hear(message.media.payload, at);
    const tally = parts.tally();
    tally.lateness.push(lateMs);
    if (isUnderrun) tally.underruns += 1;
    if (isFirst) caller.hearsAnswer(at);
  });
  socket.send(writer.connected());
  socket.send(writer.start(stream.parameters));
  const leave = parts.metronome.join((dueAt) => {
    const now = performance.now();
    parts.tally().phones.push(now - dueAt);
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send(writer.media(caller.beat(now), frames * FRAME_MS));
    frames += 1;
    for (const name of ear.passed(now)) socket.send(writer.mark(name));
  });

  return {
    async hangUp() {
      leave();
      if (socket.readyState === WebSocket.OPEN) {
        socket.send(writer.stop());
        socket.close(1000);
        await once(socket, 'close');
      }
      await complete(line, { callSid, to });
    },
  };
}

async function tell(line: Line, what: 'incoming' | 'status', fields: Record<string, string>): Promise<string> {
  const url = `${line.callsUrl}/webhook/voice/${what}`;
  const params = {
    AccountSid: line.accountSid,
    From: CALLER,
    Direction: 'inbound',
    ApiVersion: '2010-04-01',
    ...fields,
  };
  const answer = await requestWebhook({ url, method: 'POST', params }, line.authToken, WEBHOOK_LIMIT_MS);
  if (answer.kind !== 'answered') throw new Error(`The calls role did not answer: ${answer.why}`);
  if (answer.status >= 400) throw new Error(`The calls role answered ${answer.status}: ${answer.body}`);
  return answer.body;
}
