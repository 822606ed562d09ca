// Six minutes of a caller through recognition whose streams end after 305 s, on the real wire and eight times as fast.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openEars } from '../../../src/calls/talk/ears.ts';
import { FRAME_BYTES, FRAME_MS, SILENT_FRAME } from '../../../src/sandbox/audio/frames.ts';
import { speechAdapter } from '../../providers/speech/ear.ts';
import { speechSandbox } from '../../sandbox/google-speech/speech-client.ts';
import { phrase } from '../../sandbox/matcher/speech.ts';
import { until } from '../../support/until.ts';

const SPEED = 8;
const MINUTES = 6;
const FRAMES = (MINUTES * 60_000) / FRAME_MS;
const WORDS_A_PHRASE = 8;

type Pieces = { frame: Uint8Array; isVoice: boolean; takes: boolean }[];

/** What a caller says, frame by frame: phrases of different words, and silence in between. */
function speechOf(pauseFrames: number, register: (said: ReturnType<typeof phrase>) => void) {
  const pieces: Pieces = [];
  const words: string[] = [];
  while (pieces.length < FRAMES) {
    const said = Array.from({ length: WORDS_A_PHRASE }, (_, index) => `w${words.length + index}`);
    words.push(...said);
    const spoken = phrase(said.join(' '));
    register(spoken);
    for (let from = 0; from < spoken.audio.length; from += FRAME_BYTES) {
      pieces.push({ frame: spoken.audio.subarray(from, from + FRAME_BYTES), isVoice: true, takes: false });
    }
    for (let frame = 0; frame < pauseFrames; frame++) {
      pieces.push({ frame: SILENT_FRAME, isVoice: false, takes: frame === pauseFrames - 5 });
    }
  }
  return { pieces, words };
}

async function hearsAll(pauseMs: number) {
  const sandbox = await speechSandbox({
    interimDelayMs: 120 / SPEED,
    finalDelayMs: 250 / SPEED,
    streamLimitMs: 305_000 / SPEED,
  });
  const { speech } = speechAdapter(sandbox.endpoint);
  const { pieces, words } = speechOf(pauseMs / FRAME_MS, sandbox.book.register);
  const begunAt = performance.now();
  const now = () => (performance.now() - begunAt) * SPEED;
  const taken: string[] = [];
  let said = '';
  const broken: unknown[] = [];
  const ears = openEars(
    { speech, language: 'en', jitter: 0, now },
    {
      onWords(text) {
        said = text;
      },
      onLost: () => broken.push('lost'),
      onBroken: (end) => broken.push(end),
    },
  );
  onTestFinished(() => ears.close());
  let wasVoice = false;
  for (const [index, { frame, isVoice, takes }] of pieces.entries()) {
    const aheadMs = index * FRAME_MS - now();
    if (aheadMs > 0) await delay(aheadMs / SPEED);
    if (isVoice !== wasVoice) ears.voice(isVoice);
    wasVoice = isVoice;
    ears.hear(frame);
    if (index % 5 === 0) ears.tick();
    if (!takes) continue;
    taken.push(said);
    said = '';
    ears.taken();
  }
  const all = () => [...taken, said].flatMap((text) => text.split(' ')).filter((word) => word !== '');
  await until('the last words', async () => all().length >= words.length);
  return { heard: all(), words, broken, streams: sandbox.streams() };
}

describe.concurrent('six minutes', { timeout: 180_000 }, () => {
  test.each([
    { caller: 'pauses now and then', pauseMs: 3_000 },
    { caller: 'never pauses for long', pauseMs: 400 },
  ])(
    'of a caller who $caller: no word is lost to the renewal of streams, and none comes twice',
    async ({ pauseMs }) => {
      const { heard, words, broken, streams } = await hearsAll(pauseMs);
      expect(heard).toEqual(words);
      expect(broken).toEqual([]);
      expect(streams.length).toBeGreaterThan(1);
    },
  );
});
