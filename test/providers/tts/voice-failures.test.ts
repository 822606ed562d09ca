// A voice that fails, at the start, in the middle or for ever: each is told by its kind.
import { expect, test } from 'vitest';
import type { VoiceFailure } from '../../../src/providers/tts/text-to-speech.ts';
import type { SynthesisTroubleInput } from '../../../src/sandbox/speech-synthesis/settings.ts';
import { deserted, httpServer } from '../whatsapp/local-server.ts';
import { ENGLISH, HASTY, HASTY_IN_THE_MIDDLE, hearAll, NEVER, openAiVoice, voiceSandbox } from './voice.ts';

const TEXT = 'Somebody will call you back';

test.each<[SynthesisTroubleInput, VoiceFailure]>([
  [{ kind: 'error', status: 401 }, 'unauthorized'],
  [{ kind: 'error', status: 429 }, 'over-quota'],
  [{ kind: 'error', status: 400 }, 'refused'],
  [{ kind: 'error', status: 503 }, 'unavailable'],
  [{ kind: 'garbage' }, 'not-audio'],
])('at the start, %j is told as %s', async (trouble, kind) => {
  const sandbox = await voiceSandbox();
  sandbox.trouble(trouble);
  const { chunks, failure } = await hearAll(openAiVoice(sandbox.baseUrl).speak(TEXT, ENGLISH, NEVER));
  expect(failure).toMatchObject({ name: 'VoiceFailed', kind });
  expect(chunks).toEqual([]);
});

test('silence for ever is given up after the first deadline', async () => {
  const sandbox = await voiceSandbox();
  sandbox.trouble({ kind: 'silent' });
  const { failure } = await hearAll(openAiVoice(sandbox.baseUrl, HASTY).speak(TEXT, ENGLISH, NEVER));
  expect(failure).toMatchObject({ kind: 'first-byte-late' });
});

test.each<[SynthesisTroubleInput, VoiceFailure]>([
  [{ kind: 'stall', afterMs: 200 }, 'stalled'],
  [{ kind: 'cut', afterMs: 200 }, 'cut-short'],
])('in the middle, %j is told as %s, after what was heard; the next sentence is whole', async (trouble, kind) => {
  const sandbox = await voiceSandbox();
  sandbox.trouble({ ...trouble, times: 1 });
  const impatient = openAiVoice(sandbox.baseUrl, HASTY_IN_THE_MIDDLE);
  const broken = await hearAll(impatient.speak(TEXT, ENGLISH, NEVER));
  expect(broken.failure).toMatchObject({ kind });
  const whole = await hearAll(openAiVoice(sandbox.baseUrl).speak(TEXT, ENGLISH, NEVER));
  expect(whole.failure).toBeUndefined();
  expect(whole.mulaw.subarray(0, broken.mulaw.length).equals(broken.mulaw)).toBe(true);
});

test('nobody at the address is an outage; a file that ends before its header says so is cut short; nothing is no audio', async () => {
  const nobody = await hearAll(openAiVoice(await deserted()).speak(TEXT, ENGLISH, NEVER));
  expect(nobody.failure).toMatchObject({ kind: 'unavailable' });
  const header = Buffer.from(
    '524946460000000057415645666d74201200000007000100401f0000401f000001000800000064617461e8030000',
    'hex',
  );
  const short = await httpServer((_request, response) => response.end(Buffer.concat([header, Buffer.alloc(500)])));
  const cut = await hearAll(openAiVoice(short).speak(TEXT, ENGLISH, NEVER));
  expect([cut.mulaw.length, cut.failure]).toEqual([500, expect.objectContaining({ kind: 'cut-short' })]);
  const empty = await httpServer((_request, response) => response.end());
  const nothing = await hearAll(openAiVoice(empty).speak(TEXT, ENGLISH, NEVER));
  expect(nothing.failure).toMatchObject({ kind: 'not-audio' });
});
