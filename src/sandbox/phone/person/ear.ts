// What a person hears of what the phone really plays: when there is sound, and which registered words.
import { BYTES_PER_MS, FRAME_MS, isLoud } from '../../audio/frames.ts';
import { createListener } from '../../matcher/listener.ts';
import type { PhraseBook } from '../../matcher/phrases.ts';

export type EarEvents = {
  onHeard: (heard: { text: string; fromMs: number; toMs: number }) => void;
  onVoice: (state: 'begins' | 'ends', atMs: number) => void;
};

/** How long it must be quiet before a voice has ended. Its words are told then. */
const VOICE_GAP_MS = 300;
/** How often (frames) audio is looked at again whose words were registered late. */
const LOOK_EVERY_FRAMES = 5;

/** Times are ms of the call; the first frame was played at `startMs`. */
export function createEar(book: PhraseBook, startMs: number, { onHeard, onVoice }: EarEvents) {
  const listener = createListener(book);
  let frames = 0;
  let soundBeganMs: number | undefined;
  let lastSoundMs = 0;
  const all: string[] = [];

  const callMs = (bytes: number): number => startMs + bytes / BYTES_PER_MS;

  function tell(): void {
    listener.news();
    const words = listener.words();
    const [first] = words;
    const last = words.at(-1);
    if (first === undefined || last === undefined) return;
    all.push(...words.map(({ text }) => text));
    onHeard({
      text: words.map(({ text }) => text).join(' '),
      fromMs: Math.round(callMs(first.from)),
      toMs: Math.round(callMs(last.to)),
    });
    listener.settle(last.to);
  }

  function noteSound(frame: Uint8Array, atMs: number): void {
    if (frame.some(isLoud)) {
      lastSoundMs = atMs + FRAME_MS;
      if (soundBeganMs === undefined) {
        soundBeganMs = atMs;
        onVoice('begins', atMs);
      }
    } else if (soundBeganMs !== undefined && atMs - lastSoundMs >= VOICE_GAP_MS) {
      soundBeganMs = undefined;
      tell();
      onVoice('ends', lastSoundMs);
    }
  }

  return {
    /** The next frame that was played. */
    hear(frame: Uint8Array): void {
      noteSound(frame, startMs + frames * FRAME_MS);
      listener.hear(frame);
      frames += 1;
      if (frames % LOOK_EVERY_FRAMES === 0) listener.news();
    },

    /** What is left is told, also when the sentence had no end. */
    finish(): void {
      tell();
      if (soundBeganMs !== undefined) onVoice('ends', lastSoundMs);
      soundBeganMs = undefined;
    },

    /** Since when (ms of the call) the other side has been speaking; undefined while it is quiet. */
    voiceSinceMs: () => soundBeganMs,

    /** All words so far, those of a sentence that goes on included. */
    text: () => [...all, ...listener.words().map(({ text }) => text)].join(' '),
  };
}
