// The line between a person and the exchange: what it adds to a voice, and what it loses or delays of it.

import { z } from 'zod';
import { FRAME_BYTES, FRAME_MS, SILENCE } from '../../audio/frames.ts';
import { mulaw } from '../../audio/mulaw.ts';
import { between, type Random } from '../../seeded-random.ts';

export const lineSettings = z.strictObject({
  /** The chance that a frame is lost on its way to the exchange. */
  loss: z.number().min(0).max(1).default(0),
  /** Frames come up to this late (ms), in order: several at once after a wait. */
  jitterMs: z.number().min(0).max(2_000).default(0),
  /** The other side's own audio comes back this much quieter (dB), after `echoDelayMs`. */
  echoDb: z.number().max(0).optional(),
  echoDelayMs: z.number().min(0).max(500).default(100),
  /** Noise this far (dB) below a voice of usual loudness. */
  noiseSnrDb: z.number().optional(),
  /** `babble` is many voices at once: the harder noise for whoever looks for speech. */
  noise: z.enum(['white', 'babble']).default('white'),
});

export type LineSettings = z.output<typeof lineSettings>;
export type LineInput = z.input<typeof lineSettings>;

/** How loud (root mean square of 16-bit samples) the sandbox's voice is. */
const VOICE_LOUDNESS = 3_000;

export type Line = ReturnType<typeof createLine>;

/** @param babble samples of many voices, repeated for ever; needed for that kind of noise only */
export function createLine(settings: LineSettings, random: Random, babble: Int16Array = new Int16Array()) {
  const { loss, jitterMs, echoDb, echoDelayMs, noiseSnrDb, noise } = settings;
  const echoGain = echoDb === undefined ? 0 : 10 ** (echoDb / 20);
  const noiseLoudness = noiseSnrDb === undefined ? 0 : VOICE_LOUDNESS / 10 ** (noiseSnrDb / 20);
  const babbleGain = noise === 'babble' ? noiseLoudness / loudnessOf(babble) : 0;
  const isClean = echoGain === 0 && noiseLoudness === 0;
  /** What the other side said and has not come back yet, oldest first. */
  const echoes: Int16Array[] = [];
  const echoFrames = Math.round(echoDelayMs / FRAME_MS);
  const samples = new Int16Array(FRAME_BYTES);
  let babbleAt = Math.floor(random() * Math.max(1, babble.length));
  let lastArrivalMs = 0;

  function noiseSample(): number {
    if (noise === 'white') return (random() + random() + random() + random() - 2) * 1.73 * noiseLoudness;
    babbleAt = (babbleAt + 1) % babble.length;
    return (babble[babbleAt] ?? 0) * babbleGain;
  }

  return {
    /** Whether a frame leaves as it came. */
    isClean,

    /** What goes out on the wire while `voice` is spoken here and `played` is heard here. */
    mixed(voice: Uint8Array, played: Uint8Array): Uint8Array {
      if (isClean) return voice;
      if (echoGain > 0) echoes.push(mulaw.decode(played));
      const echo = echoes.length > echoFrames ? echoes.shift() : undefined;
      const own = mulaw.decode(voice);
      for (let index = 0; index < samples.length; index++) {
        const sum = (own[index] ?? 0) + (echo?.[index] ?? 0) * echoGain + (noiseLoudness > 0 ? noiseSample() : 0);
        samples[index] = Math.max(-32_000, Math.min(32_000, sum));
      }
      return mulaw.encode(samples);
    },

    /** When a frame that is spoken at `atMs` arrives, never before the one ahead of it; undefined when it is lost. */
    arrivalOf(atMs: number): number | undefined {
      if (loss > 0 && random() < loss) return undefined;
      lastArrivalMs = Math.max(lastArrivalMs, jitterMs === 0 ? atMs : atMs + between(random, [0, jitterMs]));
      return lastArrivalMs;
    },
  };
}

/** Many voices at once: one recording laid over itself from other beginnings. */
export function babbleOf(voice: Uint8Array): Int16Array {
  const samples = mulaw.decode(voice.length === 0 ? Uint8Array.of(SILENCE) : voice);
  const shifts = [0, 0.13, 0.29, 0.41, 0.58, 0.73, 0.87].map((part) => Math.floor(part * samples.length));
  return samples.map((_, index) =>
    shifts.reduce((sum, shift) => sum + (samples[(index + shift) % samples.length] ?? 0) / shifts.length, 0),
  );
}

function loudnessOf(samples: Int16Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);
  return Math.max(1, Math.sqrt(power));
}
