// What can be turned on a running voice, and the troubles it makes when asked to.
import { z } from 'zod';

const ms = z.number().min(0).max(600_000);

export const synthesisSettings = z.strictObject({
  /** How long the first byte takes. The rest follows as fast as it is taken. */
  firstByteMs: ms,
});

export type SynthesisSettings = z.output<typeof synthesisSettings>;
export const synthesisSettingsChange = synthesisSettings.partial();
export type SynthesisSettingsChange = z.output<typeof synthesisSettingsChange>;

export const DEFAULT_SYNTHESIS_SETTINGS: SynthesisSettings = { firstByteMs: 60 };

/** A trouble meets so many sentences; without a number, all of them. */
const met = { times: z.int().min(1).optional() };
/** After this much audio (ms). */
const afterMs = ms.default(200);

export const synthesisTrouble = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('error'), status: z.int().min(400).max(599).default(500), ...met }),
  /** The request is taken, and nothing comes, for ever. */
  z.strictObject({ kind: z.literal('silent'), ...met }),
  /** Nothing more comes, and the connection stays open. */
  z.strictObject({ kind: z.literal('stall'), afterMs, ...met }),
  /** The connection is reset. */
  z.strictObject({ kind: z.literal('cut'), afterMs, ...met }),
  /** An answer that is no audio. */
  z.strictObject({ kind: z.literal('garbage'), ...met }),
]);

export type SynthesisTrouble = z.output<typeof synthesisTrouble>;
export type SynthesisTroubleInput = z.input<typeof synthesisTrouble>;
