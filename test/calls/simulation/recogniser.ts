// Speech recognition in virtual time: streams that hear the words said while they are fed, as interims, then as a final.
import { createRenewal, type RecognitionEffect, streamsFed } from '../../../src/calls/stt/renewal.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Recognition is this far behind the voice, and this far more before it is sure. */
const INTERIM_MS = 350;
const FINAL_MS = 900;
const LOOK_EVERY_MS = 100;

/** @param onWords told the caller's words since they were taken last */
export function createRecogniser(time: VirtualTime, onWords: (text: string) => void) {
  const renewal = createRenewal(0);
  let [state, first] = renewal.begin(0);
  const openedAt: number[] = [];
  /** The words of each stream's segment. */
  const segments = new Map<number, string[]>();

  function carryOut(effects: readonly RecognitionEffect[]): void {
    for (const effect of effects) {
      if (effect.type === 'open') openedAt.push(time.now());
      if (effect.type === 'words') onWords(effect.text);
    }
  }

  type Happening = Parameters<typeof renewal.reduce>[1];
  function happen(event: (moment: { at: number; audioMs: number }) => Happening): void {
    const [next, effects] = renewal.reduce(state, event({ at: time.now(), audioMs: time.now() }));
    state = next;
    carryOut(effects);
  }

  function look(): void {
    time.at(time.now() + LOOK_EVERY_MS, look);
    happen((moment) => ({ ...moment, type: 'tick' }));
  }

  carryOut(first);
  time.at(0, look);

  return {
    openedAt,
    voice: (isOn: boolean) => happen((moment) => ({ ...moment, type: 'voice', isOn })),
    taken: () => happen((moment) => ({ ...moment, type: 'taken' })),

    /** The caller said a word; the last one of a sentence settles it. */
    hear(word: string, endsSentence: boolean): void {
      const saidAt = time.now();
      for (const stream of streamsFed(state)) {
        const segment = [...(segments.get(stream) ?? []), word];
        segments.set(stream, endsSentence ? [] : segment);
        const text = segment.join(' ');
        const result = { type: 'result', stream, text, endMs: saidAt } as const;
        time.at(saidAt + INTERIM_MS, () => happen((moment) => ({ ...moment, ...result, isFinal: false })));
        if (!endsSentence) continue;
        time.at(saidAt + FINAL_MS, () => happen((moment) => ({ ...moment, ...result, isFinal: true })));
      }
    },
  };
}
