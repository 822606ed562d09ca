// How Google's gRPC services are reached: with a service account, or without TLS where a sandbox stands in.
import { credentials } from '@grpc/grpc-js';

export type GoogleAccess =
  /** The library finds the credentials by itself: GOOGLE_APPLICATION_CREDENTIALS, else the machine's own. */
  | { kind: 'google' }
  /** `host:port`, plain gRPC: what is said there can be read on the way. */
  | { kind: 'sandbox'; endpoint: string };

/** A connection that has died silently is noticed while audio goes into it: within 40 s instead of a quarter of an hour. */
const KEEPALIVE = { 'grpc.keepalive_time_ms': 30_000, 'grpc.keepalive_timeout_ms': 10_000 };

/** A stream of somebody's voice cannot be sent again: the layer that keeps messages to repeat them is left out. */
const UNREPEATED = { 'grpc.enable_retries': 0 };

/** The options of a Google client; each client made with them has a connection of its own. */
export function clientOptions(access: GoogleAccess) {
  // Clients that look alike would share one connection, and with it the limit on its streams.
  const own = { ...KEEPALIVE, ...UNREPEATED, 'grpc.use_local_subchannel_pool': 1 };
  if (access.kind === 'google') return own;
  const { hostname, port } = new URL(`grpc://${access.endpoint}`);
  return {
    ...own,
    apiEndpoint: hostname,
    port: Number(port),
    sslCreds: credentials.createInsecure(),
    // Without these the library looks for a project and its domain in the cloud, and the first stream waits for that.
    projectId: 'sandbox',
    clientOptions: { universeDomain: 'googleapis.com' },
  };
}
