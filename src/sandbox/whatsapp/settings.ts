// What can be turned on a running WhatsApp sandbox.
import { z } from 'zod';

const ms = z.number().min(0).max(600_000);

export const sandboxSettings = z.strictObject({
  /** Where callbacks go. Without it they are kept trying, as when nobody listens there. */
  webhookUrl: z.url().optional(),
  /** How long the API takes to answer a send. The message counts as accepted before this time passes. */
  latencyMs: ms,
  /** How long each status comes after the one before it: shortest, longest. */
  statusLatencyMs: z.tuple([ms, ms]).refine(([min, max]) => min <= max, 'must be [shortest, longest]'),
  /** The chance that a status is called back a second time. */
  duplicateStatuses: z.number().min(0).max(1),
  /** Whether statuses change places: `read` may come first. */
  shuffleStatuses: z.boolean(),
  /** The same seed makes the same delays, duplicates and disorder. */
  seed: z.int(),
  /** How often one callback is tried before it is given up. Meta tries for seven days. */
  maxDeliveryAttempts: z.int().min(1),
});

export type SandboxSettings = z.output<typeof sandboxSettings>;

export const settingsChange = sandboxSettings.partial();

/** Any part of the settings; what is left out stays as it is. */
export type SettingsChange = z.output<typeof settingsChange>;

export const DEFAULT_SETTINGS: SandboxSettings = {
  latencyMs: 20,
  statusLatencyMs: [20, 120],
  duplicateStatuses: 0,
  shuffleStatuses: false,
  seed: 1,
  maxDeliveryAttempts: 60,
};
