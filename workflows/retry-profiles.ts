// How long work may take and how it is tried again: few profiles, each with its reason.
import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';

/**
 * A short idempotent step in Postgres, run by the workflow's own worker. Tried for ever: the database comes back, and
 * giving up would lose the work. May run twice without any crash when a signal arrives meanwhile.
 */
export const databaseStep: LocalActivityOptions = {
  startToCloseTimeout: '10s',
  localRetryThreshold: '10s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '10s' },
};

/**
 * One hand-over to a provider that must not happen twice. The claim in the message's row makes an attempt safe to
 * repeat; 25 s leaves room for the request's own deadline of 15 s. After a quarter of an hour a person should know.
 */
export const irreversibleSend: ActivityOptions = {
  startToCloseTimeout: '25s',
  scheduleToCloseTimeout: '15m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
};

/** A question to a provider that changes nothing there: tried a few times, then done without. */
export const providerCall: ActivityOptions = {
  startToCloseTimeout: '45s',
  retry: { initialInterval: '1s', backoffCoefficient: 3, maximumInterval: '30s', maximumAttempts: 4 },
};

/**
 * The assistant's thinking: two tries of 20 s are inside. Tried again only when the worker died over it or Postgres was
 * away; after that a person is asked, because a customer waits.
 */
export const longModel: ActivityOptions = {
  startToCloseTimeout: '60s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s', maximumAttempts: 6 },
};

/**
 * A batch of clean-up in Postgres: repeated for as long as a night, because nobody waits for it and the next night does
 * the same work.
 */
export const cleanUp: ActivityOptions = {
  startToCloseTimeout: '60s',
  scheduleToCloseTimeout: '6h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
};

/**
 * A tick's look across businesses and its starts, each harmless to repeat. Given up after a minute: the next tick finds
 * the same and more.
 */
export const tickStep: ActivityOptions = {
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '1m',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' },
};

/**
 * One notice to one device. Repeating it is harmless: its topic and tag let the newer one take the older one's place. How
 * long it is worth trying, the notice says itself; what its push service asks to wait wins over the intervals here.
 */
export const pushAttempt: ActivityOptions = {
  startToCloseTimeout: '20s',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '10m' },
};

/**
 * A recording's way into our storage. It lies safe at the provider meanwhile and nobody waits for it, so it is tried for
 * a day; one attempt has the time of a long download.
 */
export const recordingFetch: ActivityOptions = {
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '24h',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '15m' },
};

/**
 * The transcript of a recording. Half an hour of talk takes minutes, and its audio is in our storage: given up after an
 * hour, because the turns of the call have what was understood at the time.
 */
export const transcription: ActivityOptions = {
  startToCloseTimeout: '15m',
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '10s', backoffCoefficient: 3, maximumInterval: '5m', maximumAttempts: 5 },
};
