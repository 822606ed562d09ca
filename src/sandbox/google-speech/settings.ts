// What can be turned on a running speech service, and the troubles it makes when asked to.
import { status } from '@grpc/grpc-js';
import { z } from 'zod';

const ms = z.number().min(0).max(600_000);

export const speechSettings = z.strictObject({
  /** How long a result is on its way once the audio for it came. */
  interimDelayMs: ms,
  finalDelayMs: ms,
  /** How much audio without a further word makes a result final. */
  endpointSilenceMs: ms,
  /** Google ends a stream after 305 s. */
  streamLimitMs: ms,
  /** Google aborts a stream to which nothing is sent. */
  idleLimitMs: ms,
});

export type SpeechSettings = z.output<typeof speechSettings>;
export const speechSettingsChange = speechSettings.partial();
export type SpeechSettingsChange = z.output<typeof speechSettingsChange>;

export const DEFAULT_SPEECH_SETTINGS: SpeechSettings = {
  interimDelayMs: 120,
  finalDelayMs: 250,
  endpointSilenceMs: 700,
  streamLimitMs: 305_000,
  idleLimitMs: 10_000,
};

const errorCode = z.enum(Object.keys(status).filter((name) => Number.isNaN(Number(name)) && name !== 'OK'));

/** A trouble meets so many streams (without a number: all of them), of one language or model when one is named. */
export const speechTrouble = z.strictObject({
  kind: z.enum([
    /** An error after `afterMs` of the stream's life; 0 is at once. */
    'error',
    /** Audio is taken and nothing is ever heard in it, from `afterMs` on. */
    'deaf',
  ]),
  afterMs: ms.default(0),
  /** For an error: its gRPC code by name. */
  code: errorCode.default('UNAVAILABLE'),
  message: z.string().default('The sandbox was asked to fail.'),
  times: z.int().min(1).optional(),
  languageCode: z.string().optional(),
  model: z.string().optional(),
});

export type SpeechTrouble = z.output<typeof speechTrouble>;
export type SpeechTroubleInput = z.input<typeof speechTrouble>;
