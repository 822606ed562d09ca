// Names and numbers inside a sentence that may run the other way.

/** Keeps the text's own direction from changing what is around it (Unicode's first strong isolate). */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}
