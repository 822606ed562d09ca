// What can be turned on a running sandbox phone.
import { z } from 'zod';

const ms = z.number().min(0).max(600_000);
const chance = z.number().min(0).max(1);

/** What a number of ours does when it is called. */
export const phoneNumberSettings = z.strictObject({
  voiceUrl: z.url(),
  voiceMethod: z.enum(['GET', 'POST']).default('POST'),
  voiceFallbackUrl: z.url().optional(),
  /** Told when an inbound call is over. */
  statusCallback: z.url().optional(),
});

export type PhoneNumberSettings = z.output<typeof phoneNumberSettings>;

export const phoneSettings = z.strictObject({
  /** Our numbers; `*` stands for every other one. */
  numbers: z.record(z.string(), phoneNumberSettings),
  /** How long a TwiML request may take before the fallback is asked. Twilio waits 15 s. */
  webhookLimitMs: ms,
  /** The chance that a TwiML request is made twice; the first answer counts. */
  duplicateWebhooks: chance,
  /** How long a status, recording or stream callback comes after what it tells: shortest, longest. */
  callbackLatencyMs: z.tuple([ms, ms]).refine(([min, max]) => min <= max, 'must be [shortest, longest]'),
  duplicateCallbacks: chance,
  lostCallbacks: chance,
  /** Whether a call's callbacks wait for its end and then come in any order. */
  shuffleCallbacks: z.boolean(),
  /** How long a recording is being made ready after it ended. */
  recordingLatencyMs: ms,
  /** How long our calls ring before they are answered. */
  ringMs: ms,
  /** The same seed makes the same delays, losses and disorder. */
  seed: z.int(),
});

export type PhoneSettings = z.output<typeof phoneSettings>;
export const phoneSettingsChange = phoneSettings.partial();
/** Any part of the settings; what is left out stays as it is. */
export type PhoneSettingsChange = z.input<typeof phoneSettingsChange>;

export const DEFAULT_PHONE_SETTINGS: PhoneSettings = {
  numbers: {},
  webhookLimitMs: 15_000,
  duplicateWebhooks: 0,
  callbackLatencyMs: [20, 120],
  duplicateCallbacks: 0,
  lostCallbacks: 0,
  shuffleCallbacks: false,
  recordingLatencyMs: 200,
  ringMs: 100,
  seed: 1,
};
