// From probabilities to "a voice began" and "the voice ended", with the times at which it really did. Pure.

/** A window likelier than this is a voice: high, since music, breath and babble reach 0.5. */
const VOICE = 0.6;
/** A voice goes on down to this: its ends are soft. */
const STILL_VOICE = 0.35;
const WINDOW_MS = 32;
/** Three windows, 96 ms: clicks and pops are shorter. */
const BEGINS_AFTER = 3;
/** Six windows of voice, 192 ms: more than a cough. It counts when it stands out as well. */
const LASTS_AFTER = 6;
/** Eight windows, 256 ms: the stop inside a long word is shorter. */
const ENDS_AFTER = 8;
/** The model takes for voice what comes up to three windows after it; how loud the line is tells better. */
const TAIL_MS = 3 * WINDOW_MS;

/**
 * `since`: when the voice really began or ended (ms), which is earlier than when it is known. `voice-lasts` comes once
 * in each voice that is long enough to mean something; its `since` is the voice's beginning.
 */
export type VoiceChange = { type: 'voice-began' | 'voice-lasts' | 'voice-ended'; since: number };

/** What the loudness of the line says. Times in ms. */
export interface Loudness {
  /** Whether the last windows are more than the line carries anyway. */
  standsOut(now: number): boolean;
  /** When it was more than the pause that goes on now; infinite where that is not known. */
  lastLoudAt(): number;
}

export function createVoiceWatch(line: Loudness) {
  let isVoice = false;
  /** Windows in a row that speak for a change. */
  let against = 0;
  let changedAt = 0;
  /** Of the voice that is on: when it began, how many windows of it were voice, whether it was told that it lasts. */
  let beganAt = 0;
  let voiced = 0;
  let lasts = false;

  function turn(to: boolean): VoiceChange {
    isVoice = to;
    against = 0;
    if (!to) return { type: 'voice-ended', since: clamp(line.lastLoudAt(), changedAt - TAIL_MS, changedAt) };
    beganAt = changedAt;
    voiced = BEGINS_AFTER;
    lasts = false;
    return { type: 'voice-began', since: beganAt };
  }

  return {
    /**
     * The next window's probability.
     * @param endedAt when its audio had come (ms)
     */
    hear(probability: number, endedAt: number): VoiceChange | undefined {
      const speaksForChange = isVoice ? probability < STILL_VOICE : probability >= VOICE;
      if (speaksForChange) {
        if (against === 0) changedAt = endedAt - WINDOW_MS;
        against += 1;
        return against < (isVoice ? ENDS_AFTER : BEGINS_AFTER) ? undefined : turn(!isVoice);
      }
      against = 0;
      if (!isVoice) return undefined;
      voiced += 1;
      if (lasts || voiced < LASTS_AFTER || !line.standsOut(endedAt)) return undefined;
      lasts = true;
      return { type: 'voice-lasts', since: beganAt };
    },
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
