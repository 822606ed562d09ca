// Speech of any rate to the telephone's 8 kHz, piece by piece, by the Speex resampler (wasm).
import { createRequire } from 'node:module';

/** CommonJS whose default export is found in different places by Node and by test runners; required, it is in one. */
const { default: Speex }: typeof import('speex-resampler', { with: { 'resolution-mode': 'require' }}) = createRequire(
  import.meta.url,
)('speex-resampler');

type Speex = InstanceType<typeof Speex>;

const SAMPLE_RATE_HZ = 8_000;
/** 3 to 10: up from 7 it costs four times as much, and a telephone lets nobody hear that. */
const QUALITY = 5;

/** The package cannot free one, so they are used again: those that nobody uses, by the rate they take. */
const idle = new Map<number, Speex[]>();

export interface Resampler {
  /** 16-bit little-endian samples in, the same at 8 kHz out. A few ms stay behind until more comes. */
  push(samples: Buffer): Buffer;
  /** What stayed behind. */
  end(): Buffer;
  /** Gives it back; it must not be used any more. */
  release(): void;
}

export async function borrowResampler(sampleRateHz: number): Promise<Resampler> {
  await Speex.initPromise;
  const resampler = idle.get(sampleRateHz)?.pop() ?? new Speex(1, sampleRateHz, SAMPLE_RATE_HZ, QUALITY);
  /** 20 ms: longer than the filter, which has then forgotten what it heard. */
  const silence = Buffer.alloc(2 * Math.ceil(sampleRateHz / 50));
  return {
    push: (samples) => resampler.processChunk(samples),
    end: () => resampler.processChunk(silence),
    release() {
      resampler.processChunk(silence);
      idle.set(sampleRateHz, [...(idle.get(sampleRateHz) ?? []), resampler]);
    },
  };
}
