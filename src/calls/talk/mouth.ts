// What goes to the caller's ear: the audio of our turn, kept by its position, sent at the pace at which it is heard.
import { createFramer, FRAME_MS } from '../audio/frames.ts';
import { createPacer, type PacerStep, planFrames } from '../audio/pacer.ts';
import type { CallLine } from '../session.ts';

export type SentMark = Extract<PacerStep, { type: 'mark' }>;

export function createMouth(line: Pick<CallLine, 'play' | 'mark' | 'clear'>) {
  /** The audio of this turn: it may have to be sent again from any place. */
  let frames: Uint8Array[] = [];
  let framer = createFramer();
  let pacer = createPacer({ generation: 0, ms: 0 });
  let maySend = false;

  function keep(whole: readonly Uint8Array[]): number {
    for (const frame of whole) frames.push(frame);
    return whole.length * FRAME_MS;
  }

  return {
    begin(generation: number): void {
      frames = [];
      framer = createFramer();
      pacer = createPacer({ generation, ms: 0 });
      maySend = true;
    },

    resume(generation: number, fromMs: number): void {
      pacer = createPacer({ generation, ms: fromMs });
      maySend = true;
    },

    clear(): void {
      maySend = false;
      line.clear();
    },

    /** More audio of a sentence (mu-law, of any length). @returns how many ms became whole frames with it */
    add: (mulaw: Uint8Array): number => keep(framer.push(mulaw)),

    /** The sentence has no more audio. @returns as `add` */
    endSentence: (): number => keep(framer.end()),

    /** The sentence broke off: what is no whole frame yet is not heard. */
    breakOff(): void {
      framer = createFramer();
    },

    /**
     * Sends what is due.
     * @param isWhole whether the audio there is ends where a sentence ends
     * @returns the marks that went out
     */
    send(now: number, isWhole: boolean): SentMark[] {
      if (!maySend) return [];
      let next = pacer.sentMs / FRAME_MS;
      const [after, steps] = planFrames(pacer, now, frames.length - next, isWhole);
      pacer = after;
      const marks: SentMark[] = [];
      for (const step of steps) {
        if (step.type === 'mark') {
          line.mark(step.name);
          marks.push(step);
        } else {
          line.play(Buffer.concat(frames.slice(next, next + step.count)));
          next += step.count;
        }
      }
      return marks;
    },
  };
}
