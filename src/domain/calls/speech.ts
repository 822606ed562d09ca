// What is said in a call, as all who handle it know it.

/** What one side said. */
export interface Said {
  speaker: 'caller' | 'assistant';
  text: string;
}

/** A word's end: characters of the sentence's text up to it, and ms from the beginning of the sentence's audio. */
export interface WordEnd {
  characters: number;
  ms: number;
}
