// A conversation as those who answer see it.

/** One message, oldest first in a list. `system` is a fixed sentence of ours; `text` says in brackets what a message without words was. */
export interface HistoryMessage {
  id: string;
  author: 'customer' | 'assistant' | 'person' | 'system';
  text: string;
}

/** Whether the text only stands for a message without words, like "[image]": nobody wrote it. */
export function isPlaceholder(text: string): boolean {
  return /^\[[^\]]*\]$/.test(text.trim());
}

/** The place of the first message since the last word from our side; the length of the history when there is none. */
export function firstUnanswered(history: readonly HistoryMessage[]): number {
  return history.findLastIndex(({ author }) => author !== 'customer') + 1;
}
