// Telephone audio as Twilio carries it: mu-law at 8 kHz, one byte a sample, in frames of 20 ms.

export const FRAME_MS = 20;
export const FRAME_BYTES = 160;
export const BYTES_PER_MS = 8;

/** Mu-law has two zeros: this one is what encoders write for silence. */
export const SILENCE = 0xff;
