// Whether an error of Temporal's client says that the server cannot be reached, rather than that something is wrong.
import { isGrpcServiceError, ServiceError } from '@temporalio/client';

/** gRPC status codes: DEADLINE_EXCEEDED, UNAVAILABLE. The client wraps the error, or a deadline throws it bare. */
const AWAY = [4, 14];

export function isTemporalAway(error: unknown): boolean {
  const root = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(root) && AWAY.includes(root.code);
}
