// What was said in a recording, by whom and when.

export interface TranscriptLine {
  speaker: 'caller' | 'assistant';
  /** From the beginning of the recording. */
  fromMs: number;
  text: string;
}

/** A stretch of speech in one channel. */
export interface SpokenLine {
  fromMs: number;
  text: string;
}

/** Each side has a channel of its own, the caller the first; a message that was left is the caller's alone. */
export function transcriptOf(channels: readonly (readonly SpokenLine[])[]): TranscriptLine[] {
  return channels
    .flatMap((lines, channel) =>
      lines.map(
        ({ fromMs, text }): TranscriptLine => ({ speaker: channel === 0 ? 'caller' : 'assistant', fromMs, text }),
      ),
    )
    .sort((one, other) => one.fromMs - other.fromMs);
}
