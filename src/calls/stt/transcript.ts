// The caller's words out of results that change: each counts once, also when it was taken before it was final, or when
// two streams heard it. Pure.

export type Transcript = {
  /** Words that will not change any more and were not taken yet. */
  settled: readonly string[];
  /** The words of the segment that is still being recognised. */
  open: readonly string[];
  /** How many of the open words were taken already: the final result brings them once more. */
  takenOpen: number;
  /** What an older stream gave for audio that this one was fed too: its beginning is not counted again. */
  saidBefore: readonly string[];
};

export const EMPTY_TRANSCRIPT: Transcript = { settled: [], open: [], takenOpen: 0, saidBefore: [] };

/** All words since they were taken last. */
export function textOf({ settled, open, takenOpen }: Transcript): string {
  return [...settled, ...open.slice(takenOpen)].join(' ');
}

/** A result: the whole text of the segment, as far as it is known. */
export function noteResult(transcript: Transcript, text: string, isFinal: boolean): Transcript {
  const words = wordsOf(text);
  const { repeated, rest } = align(transcript.saidBefore, words);
  const open = words.slice(repeated);
  if (!isFinal) return { ...transcript, open };
  const settled = [...transcript.settled, ...open.slice(transcript.takenOpen)];
  // A segment that was all repetition may be followed by the rest of it.
  return { settled, open: [], takenOpen: 0, saidBefore: open.length === 0 ? rest : [] };
}

/** The words so far were taken for a turn. */
export function takeWords(transcript: Transcript): Transcript {
  return { ...transcript, settled: [], takenOpen: Math.max(transcript.takenOpen, transcript.open.length) };
}

/**
 * Another stream goes on: what is open stays as it is.
 * @param said what the old stream gave of the audio that both were fed
 * @param again what the new one has settled of it already
 */
export function handOver(transcript: Transcript, said: readonly string[], again: readonly string[]): Transcript {
  const settled = [...transcript.settled, ...transcript.open.slice(transcript.takenOpen)];
  const all = [...said, ...transcript.open];
  return { settled, open: [], takenOpen: 0, saidBefore: again.length === 0 ? all : align(all, again).rest };
}

export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/**
 * How many words at the beginning only repeat what was said, and what of that is still to be repeated. A first word
 * that was cut in half is part of the repetition.
 */
function align(said: readonly string[], words: readonly string[]): { repeated: number; rest: readonly string[] } {
  for (const lead of words.length > 2 ? [0, 1] : [0]) {
    const heard = words.slice(lead);
    for (let from = 0; from < said.length; from++) {
      const length = Math.min(heard.length, said.length - from);
      const isSame = heard.slice(0, length).every((word, index) => bare(word) === bare(said[from + index] ?? ''));
      // After a word that was cut in half, one that fits may be chance.
      if (isSame && length > lead) return { repeated: lead + length, rest: said.slice(from + length) };
    }
  }
  return { repeated: 0, rest: said };
}

function bare(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
