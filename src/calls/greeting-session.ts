// A session that greets with a tone and listens: it holds the place of the conversation until that is there.
import codec from 'alawmulaw';
import type { OpenSession } from './session.ts';

const SAMPLE_RATE_HZ = 8_000;
const TONE_HZ = 440;
const TONE_MS = 400;
const LOUDNESS = 8_000;

const TONE: Uint8Array = codec.mulaw.encode(
  Int16Array.from({ length: (SAMPLE_RATE_HZ * TONE_MS) / 1_000 }, (_, index) =>
    Math.round(LOUDNESS * Math.sin((2 * Math.PI * TONE_HZ * index) / SAMPLE_RATE_HZ)),
  ),
);

/** The caller hears the tone and hangs up when they like. */
export const openGreetingSession: OpenSession = (_call, line) => {
  line.play(TONE);
  line.mark('greeting');
  const nothing = () => undefined;
  return { onAudio: nothing, onMark: nothing, onDtmf: nothing, onStop: nothing };
};
