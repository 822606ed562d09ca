// A sentence whose words are marked, so that Google says when each of them ends.
import type { WordEnd } from '../../domain/calls/speech.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** SSML with a mark after each word, named by the number of characters up to it. Marks cost nothing. */
export function markedText(text: string): string {
  const marked = text.replace(/\S+/g, (word, at: number) => `${escaped(word)}<mark name="${at + word.length}"/>`);
  return `<speak>${marked}</speak>`;
}

/** What the marks that came back say. */
export function wordEnds(
  marks: readonly { markName?: string | null; timeSeconds?: number | null }[],
): readonly WordEnd[] {
  return marks
    .map(({ markName, timeSeconds }) => ({ characters: Number(markName), ms: Math.round((timeSeconds ?? 0) * 1_000) }))
    .filter(({ characters }) => Number.isInteger(characters) && characters > 0);
}

function escaped(word: string): string {
  return word.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
