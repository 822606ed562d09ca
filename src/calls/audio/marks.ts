// The names of marks: which generation of audio they belong to and how far into our turn they stand. Twilio sends a
// mark back when the audio before it was played, and also when `clear` throws that audio away: the name must tell.

/** A place in the audio of one of our turns. */
export type Mark = {
  /** Raised by each `clear`: what comes back of an older one was thrown away, not played. */
  generation: number;
  /** ms from the beginning of the turn's audio. */
  ms: number;
};

/** The name that goes on the wire. */
export function markName({ generation, ms }: Mark): string {
  return `${generation}:${ms}`;
}

/** The mark of a name that came back; undefined for a name that is none of ours. */
export function readMark(name: string): Mark | undefined {
  const [, generation, ms] = /^(\d{1,9}):(\d{1,9})$/.exec(name) ?? [];
  if (generation === undefined || ms === undefined) return undefined;
  return { generation: Number(generation), ms: Number(ms) };
}
