import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createRenewal,
  KEPT_AUDIO_MS,
  RENEW_AFTER_MS,
  RENEW_BY_MS,
  REOPEN_AFTER_MS,
  type Recognition,
  type RecognitionEffect,
  type RecognitionEvent,
  streamsFed,
} from '../../../src/calls/stt/renewal.ts';
import { between, seededRandom } from '../../../src/sandbox/seeded-random.ts';

/** A recogniser that hears each word at its time in the audio it was fed, and settles a segment at a pause. */
type Word = { text: string; atMs: number; endsSegment: boolean };

/** A call of that many words, with breaks of streams at the given times; every 100 ms is a step. */
function recognise(words: readonly Word[], { breaksAt = [] as number[], jitter = 0, lagMs = 300 } = {}) {
  const renewal = createRenewal(jitter);
  const counted: string[] = [];
  const opened = new Map<number, { openedAt: number; fromMs: number; closedAt?: number }>();
  let mostFed = 0;
  let [state, first] = renewal.begin(0);
  let now = 0;
  let shown = '';

  function carryOut(effects: readonly RecognitionEffect[]): void {
    for (const effect of effects) {
      if (effect.type === 'open') opened.set(effect.stream, { openedAt: now, fromMs: effect.fromMs });
      if (effect.type === 'close') close(effect.stream);
      if (effect.type === 'words') shown = effect.text;
    }
  }
  function close(stream: number): void {
    const one = opened.get(stream);
    if (one) opened.set(stream, { ...one, closedAt: now });
  }
  type Happening = RecognitionEvent extends infer E ? (E extends E ? Omit<E, 'at' | 'audioMs'> : never) : never;
  function happen(event: Happening): void {
    const [next, effects] = renewal.reduce(state, { ...event, at: now, audioMs: now } as RecognitionEvent);
    state = next;
    carryOut(effects);
  }

  carryOut(first);
  const endMs = (words.at(-1)?.atMs ?? 0) + 3_000;
  const breaks = [...breaksAt];
  const given = new Map<number, string>();
  for (; now <= endMs; now += 100) {
    while ((breaks[0] ?? Number.POSITIVE_INFINITY) <= now) {
      breaks.shift();
      const [stream] = streamsFed(state);
      if (stream === undefined) continue;
      close(stream);
      happen({ type: 'ended', stream });
    }
    const speaks = words.some(({ atMs }) => atMs > now - 300 && atMs <= now + 300);
    if (speaks !== state.voice.isOn) happen({ type: 'voice', isOn: speaks });
    for (const [stream, { fromMs, closedAt }] of opened) {
      if (closedAt === undefined) giveResults(stream, fromMs);
    }
    mostFed = Math.max(mostFed, streamsFed(state).length);
    happen({ type: 'tick' });
    if (!state.voice.isOn && now - state.voice.since >= 1_000 && shown !== '') {
      counted.push(...shown.split(' '));
      shown = '';
      happen({ type: 'taken' });
    }
  }
  if (shown !== '') counted.push(...shown.split(' '));

  function giveResults(stream: number, fromMs: number): void {
    const heard = words.filter(({ atMs }) => atMs > fromMs && atMs <= now - lagMs);
    const endsAt = heard.findLastIndex(({ endsSegment }) => endsSegment);
    const before = Number(given.get(stream)?.split('|')[0] ?? -1);
    const segments = heard.slice(before + 1, endsAt + 1);
    if (segments.length > 0) {
      const text = segments.map((word) => word.text).join(' ');
      happen({ type: 'result', stream, text, isFinal: true, endMs: (heard[endsAt]?.atMs ?? 0) - fromMs });
    }
    const open = heard.slice(endsAt + 1);
    const key = `${endsAt}|${open.length}`;
    if (given.get(stream) === key) return;
    given.set(stream, key);
    if (open.length === 0) return;
    const text = open.map((word) => word.text).join(' ');
    happen({ type: 'result', stream, text, isFinal: false, endMs: (open.at(-1)?.atMs ?? 0) - fromMs });
  }

  return { counted, opened: [...opened.values()], state: state as Recognition, mostFed };
}

/** Words one second apart or more, in sentences with pauses between them. */
function speech(seed: number, untilMs: number, wordsPerSentence: number): Word[] {
  const random = seededRandom(seed);
  const words: Word[] = [];
  let atMs = 500;
  for (let number = 1; atMs < untilMs; number++) {
    const endsSegment = number % wordsPerSentence === 0;
    words.push({ text: `w${number}`, atMs: Math.round(atMs), endsSegment });
    atMs += endsSegment ? between(random, [1_000, 9_000]) : between(random, [250, 550]);
  }
  return words;
}

const texts = (words: readonly Word[]) => words.map(({ text }) => text);

test('a six-minute call over two renewals: every word once, in order, no stream older than the cap', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 12 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (seed, n, jitter) => {
        const words = speech(seed, 560_000, n);
        const { counted, opened, mostFed } = recognise(words, { jitter, lagMs: 100 + (Math.abs(seed) % 1_400) });
        expect(counted).toEqual(texts(words));
        expect(opened.length).toBeGreaterThanOrEqual(3);
        expect(mostFed).toBe(2);
        for (const { openedAt, closedAt } of opened) {
          expect((closedAt ?? 560_000) - openedAt).toBeLessThanOrEqual(RENEW_BY_MS + 100);
        }
      },
    ),
    { numRuns: 25 },
  );
});

test('a caller who never pauses is handed over at the cap, and each word counts once all the same', () => {
  const words = speech(1, 300_000, 10_000);
  const { counted, opened } = recognise(words);
  expect(opened[0]?.closedAt).toBeGreaterThan(RENEW_BY_MS - 200);
  expect(opened[0]?.closedAt).toBeLessThanOrEqual(RENEW_BY_MS + 100);
  expect(counted).toEqual(texts(words));
});

test('a stream that breaks in mid-sentence is opened again from the last settled word: nothing lost, nothing twice', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.integer({ min: 2_000, max: 55_000 }), { maxLength: 3 }), (seed, breaks) => {
      const words = speech(seed, 60_000, 8);
      const breaksAt = [...breaks].sort((a, b) => a - b);
      const { counted, opened } = recognise(words, { breaksAt, lagMs: 100 + (Math.abs(seed) % 1_400) });
      for (const { openedAt, fromMs } of opened) expect(openedAt - fromMs).toBeLessThanOrEqual(KEPT_AUDIO_MS);
      expect(counted).toEqual(texts(words));
    }),
    { numRuns: 100 },
  );
});

test('a new stream that breaks during the overlap leaves the old one standing, and is tried again', () => {
  const renewal = createRenewal(0);
  let [state] = renewal.begin(0);
  [state] = renewal.reduce(state, { type: 'voice', isOn: true, at: RENEW_AFTER_MS - 10, audioMs: 0 });
  [state] = renewal.reduce(state, { type: 'tick', at: RENEW_AFTER_MS, audioMs: RENEW_AFTER_MS });
  expect(streamsFed(state)).toEqual([1, 2]);
  [state] = renewal.reduce(state, { type: 'ended', stream: 2, at: RENEW_AFTER_MS + 50, audioMs: RENEW_AFTER_MS });
  expect(streamsFed(state)).toEqual([1]);
  [state] = renewal.reduce(state, { type: 'tick', at: RENEW_AFTER_MS + 2_050, audioMs: RENEW_AFTER_MS + 2_050 });
  expect(streamsFed(state)).toEqual([1, 3]);
});

test('recognition that breaks again and again is lost, after growing waits', () => {
  const renewal = createRenewal(0);
  let [state] = renewal.begin(0);
  let at = 0;
  const waits: number[] = [];
  let effects: readonly RecognitionEffect[] = [];
  for (let stream = 1; effects.every(({ type }) => type !== 'lost'); stream++) {
    [state, effects] = renewal.reduce(state, { type: 'ended', stream, at, audioMs: at });
    if (state.phase.type === 'lost') break;
    if (state.phase.type === 'broken') {
      waits.push(state.phase.reopenAt - at);
      at = state.phase.reopenAt;
      [state] = renewal.reduce(state, { type: 'tick', at, audioMs: at });
    } else waits.push(0);
  }
  expect(waits).toEqual([...REOPEN_AFTER_MS]);
  expect(effects).toEqual([{ type: 'lost' }]);
});

test('words that were said before the audio that is kept are not lost when a stream breaks', () => {
  const breakTime = fc.integer({ min: 2_000, max: 40_000 });
  fc.assert(
    fc.property(fc.integer(), fc.array(breakTime, { minLength: 1, maxLength: 3 }), (seed, breaks) => {
      // Google settles at a pause: whoever speaks for longer than is kept has settled nothing.
      const words = speech(seed, 42_000, 10_000);
      const { counted } = recognise(words, { breaksAt: breaks.sort((a, b) => a - b) });
      expect(counted).toEqual(texts(words));
    }),
    { numRuns: 100 },
  );
});
