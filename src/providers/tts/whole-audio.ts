// A text's audio all at once, for what is kept and played later.
import type { TextToSpeech, Voice } from './text-to-speech.ts';

/**
 * Mu-law at 8 kHz.
 * @throws VoiceFailed, and the signal's reason when it was aborted
 */
export async function wholeAudio(
  tts: TextToSpeech,
  text: string,
  voice: Voice,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const { mulaw } of tts.speak(text, voice, signal)) pieces.push(mulaw);
  signal.throwIfAborted();
  return Buffer.concat(pieces);
}
