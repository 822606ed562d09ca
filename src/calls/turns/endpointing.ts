// Whether the caller has finished, from silence, the words so far and how long they have not changed. Google's
// `is_final` says nothing about that, and comes a second later.
import { dictationOf } from './dictation.ts';
import { isUnfinished, WHOLE_ANSWERS } from './turn-words.ts';

/** What a caller's words let one expect. */
export type Ending = 'complete' | 'open' | 'unfinished' | 'dictating';

/** How long it must be quiet (ms) before the turn is ours. */
export const WAIT_MS: Record<Ending, number> = {
  /** A sentence with its full stop, a yes, a whole phone number: people answer each other after 200 to 400 ms. */
  complete: 350,
  /** No punctuation: most recognisers of telephone Hebrew give none, so this is the usual case. */
  open: 700,
  /** "… and", "… של", a comma, "um": the speaker is looking for words. */
  unfinished: 1_500,
  /** Numbers and addresses are said in groups, with a breath or a look at a card between them. */
  dictating: 2_200,
};

/** Words that still change are still being recognised. */
const STABLE_MS = 250;
/** On a noisy line a voice is heard for ever: words that have not changed for this long are all there will be. */
const NOISY_LINE_MS = 2_500;

/** What is known of the caller's turn. Times in ms on one clock. */
export type CallerTurn = {
  text: string;
  /** When the words changed last. */
  changedAt: number;
  /** When the voice stopped; undefined while it is heard. */
  quietSince: number | undefined;
};

/** When the turn will be over if nothing more happens; undefined while there are no words. */
export function turnEndsAt({ text, changedAt, quietSince }: CallerTurn): number | undefined {
  if (text.trim() === '') return undefined;
  const noisyLine = changedAt + NOISY_LINE_MS;
  if (quietSince === undefined) return noisyLine;
  return Math.min(
    Math.max(quietSince + WAIT_MS[endingOf(text)], changedAt + STABLE_MS),
    Math.max(noisyLine, quietSince),
  );
}

/** What the words look like, in Hebrew or English. */
export function endingOf(text: string): Ending {
  const dictation = dictationOf(text);
  if (dictation !== 'none') return dictation === 'whole' ? 'complete' : 'dictating';
  if (isUnfinished(text)) return 'unfinished';
  if (/[.?!׃]["'”’)]*$/.test(text.trim())) return 'complete';
  return WHOLE_ANSWERS.has(bare(text)) ? 'complete' : 'open';
}

function bare(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s']/gu, '')
    .trim();
}
