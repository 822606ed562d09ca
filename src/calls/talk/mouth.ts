// What goes to the caller's ear: the audio of our turn, kept by its position, sent at the pace at which it is heard.
import { FRAME_MS } from '../audio/frames.ts';
import { createPacer, type PacerStep, planFrames } from '../audio/pacer.ts';
import { createTurnAudio } from '../audio/turn-audio.ts';
import type { CallLine } from '../session.ts';

export type SentMark = Extract<PacerStep, { type: 'mark' }>;

export function createMouth(line: Pick<CallLine, 'play' | 'mark' | 'clear'>) {
  /** It may have to be sent again from any place. */
  const audio = createTurnAudio();
  let pacer = createPacer({ generation: 0, ms: 0 });
  let maySend = false;

  return {
    begin(generation: number): void {
      audio.clear();
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

    add: audio.add,
    endSentence: audio.endSentence,
    breakOff: audio.breakOff,

    /**
     * Sends what is due.
     * @param isWhole whether the audio there is ends where a sentence ends
     * @returns the marks that went out
     */
    send(now: number, isWhole: boolean): SentMark[] {
      if (!maySend) return [];
      let { sentMs } = pacer;
      const [after, steps] = planFrames(pacer, now, (audio.ms() - sentMs) / FRAME_MS, isWhole);
      pacer = after;
      const marks: SentMark[] = [];
      for (const step of steps) {
        if (step.type === 'mark') {
          line.mark(step.name);
          marks.push(step);
        } else {
          const untilMs = sentMs + step.count * FRAME_MS;
          line.play(audio.between(sentMs, untilMs));
          sentMs = untilMs;
        }
      }
      return marks;
    },
  };
}
