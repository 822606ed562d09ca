// What is seen at the phones during one window. All in ms.

export interface Tally {
  /** Audio that came after the audio before it had run out, in the middle of what was said. */
  underruns: number;
  /** Of each message with audio: how late it was sent. */
  lateness: number[];
  /** From the caller's last sound to the answer's first, beyond the wait before the turn is taken. */
  ownShare: number[];
  /** From the caller's first sound, while we speak, to silence in their ear. */
  silence: number[];
  /** Callers who were not answered. */
  unanswered: number;
  /** Answers that began while the caller still spoke. */
  talkedOver: number;
  /** How late the phones themselves were: what they see is no better than that. */
  phones: number[];
}

export const newTally = (): Tally => ({
  underruns: 0,
  lateness: [],
  ownShare: [],
  silence: [],
  unanswered: 0,
  talkedOver: 0,
  phones: [],
});
