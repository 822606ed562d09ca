// A recording's words over the sandbox's wire: cut in pieces where nobody speaks, each channel by itself.
import { expect, onTestFinished, test } from 'vitest';
import { WaveFile } from 'wavefile';
import { createGoogleRecordedSpeech } from '../../../src/providers/speech/google-recorded-speech.ts';
import { piecesOf } from '../../../src/providers/speech/pieces.ts';
import { channelsOfWav } from '../../../src/providers/speech/wav-channels.ts';
import { SILENCE } from '../../../src/sandbox/audio/frames.ts';
import { wavOfMulaw } from '../../../src/sandbox/audio/wav.ts';
import { speechSandbox } from '../../sandbox/google-speech/speech-client.ts';
import { joined, phrase } from '../../sandbox/matcher/speech.ts';
import { LADDER } from './ear.ts';

const silence = (ms: number) => new Uint8Array(ms * 8).fill(SILENCE);

function transcriber(endpoint: string) {
  const warnings: object[] = [];
  const speech = createGoogleRecordedSpeech(
    { access: { kind: 'sandbox', endpoint }, ladder: LADDER },
    { warn: (fields: object) => warnings.push(fields) },
  );
  onTestFinished(speech.close);
  return { speech, warnings };
}

test('what is said in two minutes is found with its times, though no piece may be longer than a minute', async () => {
  const sandbox = await speechSandbox();
  const [first, second, third] = [phrase('My name is Dana.'), phrase('I need a tap.'), phrase('Call me please.')];
  for (const said of [first, second, third]) sandbox.book.register(said);
  const audio = joined(silence(1_000), first, silence(52_000), second, silence(50_000), third, silence(9_000));
  const { speech } = transcriber(sandbox.endpoint);
  const lines = await speech.transcribe(audio, 'en');
  expect(lines.map(({ text }) => text)).toEqual(['My name is Dana.', 'I need a tap.', 'Call me please.']);
  const secondFrom = 1_000 + first.audio.length / 8 + 52_000;
  const expected = [1_000, secondFrom, secondFrom + second.audio.length / 8 + 50_000];
  for (const [index, { fromMs }] of lines.entries()) expect(Math.abs(fromMs - (expected[index] ?? 0))).toBeLessThan(40);
});

test('a model that is refused by name is left for the next one', async () => {
  const sandbox = await speechSandbox();
  const said = phrase('שלום קוראים לי דנה', 15, 'iw-IL');
  sandbox.book.register(said);
  const { speech, warnings } = transcriber(sandbox.endpoint);
  expect((await speech.transcribe(said.audio, 'he')).map(({ text }) => text)).toEqual(['שלום קוראים לי דנה']);
  expect(warnings).toMatchObject([{ languageCode: 'iw-IL', model: 'phone_call' }]);
});

test.each([
  ['UNAVAILABLE', 'unavailable'],
  ['PERMISSION_DENIED', 'unauthorized'],
  ['RESOURCE_EXHAUSTED', 'over-quota'],
])('%s is told as %s', async (code, kind) => {
  const sandbox = await speechSandbox();
  sandbox.trouble({ kind: 'error', code });
  const { speech } = transcriber(sandbox.endpoint);
  await expect(speech.transcribe(phrase('Hello there').audio, 'en')).rejects.toMatchObject({ kind });
});

test('silence is sent to nobody, and pieces join to the whole where there is speech throughout', () => {
  expect(piecesOf(silence(200_000))).toEqual([]);
  const talk = joined(...Array.from({ length: 200 }, (_, number) => phrase(`word${number} after word`)));
  const pieces = piecesOf(talk);
  expect(Buffer.compare(joined(...pieces.map(({ mulaw }) => mulaw)), talk)).toBe(0);
  expect(pieces.map(({ fromMs }) => fromMs)[0]).toBe(0);
  for (const { mulaw } of pieces) expect(mulaw.length / 8).toBeLessThanOrEqual(55_000);
});

test('each channel of a WAV file comes by itself, of mu-law and of PCM alike', () => {
  const sides = [phrase('one two').audio, phrase('six ten').audio];
  const file = wavOfMulaw(sides, 2);
  expect(channelsOfWav(Buffer.from(file)).map((side) => Buffer.from(side))).toEqual(
    sides.map((side) => Buffer.from(side)),
  );
  const pcm = new WaveFile(file);
  pcm.fromMuLaw();
  const [caller] = channelsOfWav(Buffer.from(pcm.toBuffer()));
  expect(caller?.length).toBe(sides[0]?.length);
  expect(() => channelsOfWav(Buffer.from('no audio'))).toThrow();
});
