// What every role is to the process that runs it.
import type { Config } from '../config/config.ts';
import type { Logger } from '../telemetry/log.ts';

export interface RunningRole {
  /** Finishes what is under way, then closes every connection. */
  stop(): Promise<void>;
  /** Settles when the role ends; rejects when it died of itself. */
  readonly ended: Promise<void>;
  /** Where it serves HTTP; a port of 0 has become a real one. */
  readonly url?: string;
}

/** A role is one composition root: it makes what it needs and hands it down. */
export type StartRole = (config: Config, log: Logger) => Promise<RunningRole>;
