// What the API's routes are made from; the composition root in roles/api.ts fills it.
import type { Vault } from '../db/encryption.ts';
import type { Database, WithBusiness } from '../db/tenancy.ts';
import type { JobsHealth } from '../jobs/health.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { FileStorage } from '../providers/storage/storage.ts';
import type { WhatsappNumber } from '../providers/whatsapp/provider.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Auth } from './auth.ts';
import type { EventFeed } from './live/event-feed.ts';

export interface ApiDependencies {
  withBusiness: WithBusiness;
  /** Routing and look-ups across businesses; never business data. */
  system: Database;
  jobs: Jobs;
  jobsHealth(): Promise<JobsHealth>;
  auth: Auth;
  vault: Vault;
  storage: FileStorage;
  feed: EventFeed;
  /**
   * Asks WhatsApp whose number this is, before its credentials are saved.
   * @throws WhatsappLookupError
   */
  describeNumber(numberId: string, accessToken: string): Promise<WhatsappNumber>;
  /** By name, for `/readyz`. The API is ready with Postgres alone. */
  checks: { postgres(): Promise<unknown>; temporal(): Promise<unknown> };
  log: Logger;
  metrics: Metrics;
  settings: {
    production: boolean;
    publicUrl: string;
    internalSecret: string;
    whatsappAppSecret: string;
    whatsappVerifyToken: string;
    /** What browsers subscribe with: our public key (base64url), and an origin their endpoints may have besides public ones. */
    push: { publicKey: string; allowedOrigin: string | undefined };
  };
}
