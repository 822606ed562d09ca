// What the voice webhooks are made from; the composition root in roles/calls.ts fills it.
import type { Database, WithBusiness } from '../../db/tenancy.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { CallMetrics } from '../../telemetry/call-metrics.ts';
import type { Logger } from '../../telemetry/log.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { Admission } from '../admission.ts';
import type { Leases } from '../leases.ts';

export interface VoiceDependencies {
  withBusiness: WithBusiness;
  /** Whose number was called; never business data. */
  system: Database;
  jobs: Jobs;
  admission: Admission;
  leases: Leases;
  /** By name, for `/readyz`. */
  checks: { postgres(): Promise<unknown>; temporal(): Promise<unknown>; voices(): Promise<unknown> };
  log: Logger;
  metrics: Metrics;
  callMetrics: CallMetrics;
  settings: {
    production: boolean;
    internalSecret: string;
    publicUrl: string;
    authToken: string;
    /** Calls that a business may have at a time. */
    maxPerBusiness: number;
  };
}
