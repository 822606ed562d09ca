// Every time limit of a conversation, with its reason. All in ms.

/** The caller has been silent in their own turn: long enough to think, short enough not to feel left alone. */
export const CALLER_SILENT_MS = 7_000;
/** How often a silent caller is asked before the goodbye. */
export const ASKS = 2;

/** This much voice stops us: a cough or a click is shorter, and a sixth of a second more talk-over is not yet rude. */
export const BARGE_IN_MS = 250;
/** How long words may take to show whether that voice meant us; interims come within a second. */
export const DECIDE_MS = 1_500;
/** Less than this helps nobody: the words cannot have come yet. */
export const LEAST_DECIDE_MS = 300;
/** After so many false alarms in one turn, a noisy line is likely: only words stop us from then on. */
export const FALSE_ALARMS = 2;
/** Words without any voice before them are the end of the turn before, unless there are more than these. */
export const LATE_WORDS = 2;

/** A voice that ended and left no words: recognition may still be behind. */
export const NO_WORDS_MS = 2_000;
/** A voice this long must have had words in it; a shorter one was a noise. */
export const MUST_HAVE_WORDS_MS = 1_200;
/** A voice that goes on without any word: recognition hears nothing. */
export const STT_SILENT_MS = 5_000;
/** How often recognition may be deaf in a row before the caller is offered the keys instead. */
export const DEAF_TIMES = 2;

/** How long each part of an answer may keep the caller waiting in silence before something is said. */
export const LATE_MS = { 'first-token': 2_000, token: 2_000, tool: 2_500, voice: 1_500 } as const;
/** And all parts together: with the time until the filler is heard this stays below 4 s. */
export const QUIET_MS = 3_000;
/** Fillers in one turn; what has not come after the last of them will not come. */
export const FILLERS = 3;
/** Answers that failed in a row before we end the call with an apology and a promise to call back. */
export const FAILURES = 3;

/** Twilio sends a frame each 20 ms also in silence: none means a broken line. */
export const NO_AUDIO_MS = 5_000;
/** After the sentence about it nobody is there any more. */
export const LINE_DEAD_MS = 20_000;
/** For the goodbye after the maximum duration, also when its marks never come back. */
export const LAST_WORDS_MS = 20_000;
