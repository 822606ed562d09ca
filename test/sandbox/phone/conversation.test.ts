// The closed loop that every later proof of the phone service stands on: what a caller says is put on the wire by the
// phone, carried by a server to the speech service, and understood; what the server plays is heard by the caller.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startSpeechSandbox } from '../../../src/sandbox/google-speech.ts';
import type { DialOptions } from '../../../src/sandbox/phone/exchange.ts';
import { until } from '../../support/until.ts';
import { openStream, speechClient } from '../google-speech/speech-client.ts';
import { answeringServer, connectTwiml, type OpenStream } from './answering-server.ts';
import { CALLER, connectedPhone, noted, OUR_NUMBER, over } from './connected-phone.ts';

const media = z.object({ event: z.literal('media'), media: z.object({ payload: z.base64() }) });

/** A call whose server passes the caller's audio on to the speech service in messages of 100 ms, as ours will. */
async function conversation(dial: Partial<DialOptions>, languageCode = 'he-IL') {
  const speech = await startSpeechSandbox({ interimDelayMs: 0, finalDelayMs: 0 });
  const client = speechClient(speech.port);
  const recognized: ReturnType<typeof openStream>[] = [];
  const server = await answeringServer({ '/voice': connectTwiml() }, (stream) => {
    recognized.push(passOn(stream, openStream(client, { config: { languageCode } })));
  });
  const phone = await connectedPhone(server.url, { book: speech.book });
  const call = await phone.dial({ from: CALLER, to: OUR_NUMBER, ...dial });
  const stream = await server.stream();
  const [transcript] = recognized;
  if (transcript === undefined) throw new Error('The stream is passed on.');
  /** The system says something. */
  const say = async (text: string, language: string) => {
    const phrase = await phone.speaker.speak(text, language);
    phone.book.register(phrase);
    stream.play(phrase.audio);
  };
  const finish = async () => {
    call.end('completed');
    transcript.half();
    await transcript.ended();
    client.close();
    await speech.close();
  };
  return { call, phone, stream, transcript, say, finish };
}

function passOn(stream: OpenStream, to: ReturnType<typeof openStream>) {
  let waiting: Buffer[] = [];
  stream.socket.on('message', (data) => {
    const { success, data: message } = media.safeParse(JSON.parse(String(data)));
    if (!success) return;
    waiting.push(Buffer.from(message.media.payload, 'base64'));
    if (waiting.length < 5) return;
    to.send(Buffer.concat(waiting));
    waiting = [];
  });
  return to;
}

test('a Hebrew caller is understood word for word, and hears every word of the answer', async () => {
  const { call, transcript, say, finish } = await conversation({
    script: [
      { do: 'hear', text: 'שלום' },
      { do: 'say', text: 'קוראים לי דנה לוי', language: 'he-IL' },
      { do: 'hear', text: 'להתראות' },
      { do: 'hang-up' },
    ],
  });
  await say('שלום, איך קוראים לך?', 'he-IL');
  await until('the caller’s words', async () => transcript.interims().some(({ text }) => text === 'קוראים לי דנה לוי'));
  await say('תודה דנה, להתראות', 'he-IL');
  await over(call);
  await finish();
  expect(transcript.finals()).toEqual(['קוראים לי דנה לוי']);
  // The caller spoke into the question, so that the answer may have followed it without a pause.
  const heard = noted(call, 'heard').map(({ text }) => text);
  expect(heard.join(' ')).toBe('שלום, איך קוראים לך? תודה דנה, להתראות');
  expect(noted(call, 'problem')).toEqual([]);
});

test('on a line with babble, echo, loss and jitter a caller is understood while the system speaks', async () => {
  const { stream, transcript, say, finish } = await conversation(
    {
      line: { noise: 'babble', noiseSnrDb: 10, echoDb: -20, loss: 0.02, jitterMs: 60 },
      script: [{ do: 'let-speak', ms: 300 }, { do: 'say', text: 'please call me back on Thursday' }, { do: 'stay' }],
    },
    'en-US',
  );
  await say('We are open from Sunday to Thursday, from nine in the morning until five in the afternoon', 'en-US');
  await until('the words', async () => transcript.interims().at(-1)?.text.endsWith('Thursday'));
  stream.clear();
  await finish();
  expect(transcript.finals().join(' ')).toBe('please call me back on Thursday');
});

test('a caller who interrupts hears what was played until the system stopped, and no more', async () => {
  const { call, phone, stream, transcript, say, finish } = await conversation(
    { script: [{ do: 'let-speak', ms: 600 }, { do: 'say', text: 'stop' }, { do: 'stay' }] },
    'en-US',
  );
  await phone.speaker.speak('stop', 'en-US');
  await say('one two three four five six seven eight nine ten eleven twelve', 'en-US');
  await until('the interruption', async () => transcript.interims().length > 0);
  stream.clear();
  await until('silence', async () => noted(call, 'voice').at(-1)?.state === 'ends');
  await finish();
  const heard = noted(call, 'heard')
    .map(({ text }) => text)
    .join(' ');
  expect(heard).toMatch(/^one two/);
  expect(heard).not.toContain('twelve');
});

test('a caller who does not hear what was hoped for says so and hangs up', async () => {
  const { call, finish } = await conversation({ script: [{ do: 'hear', text: 'good morning', withinMs: 200 }] });
  await over(call);
  await finish();
  expect(noted(call, 'problem')).toMatchObject([{ message: '"good morning" was not heard.' }]);
});
