// What a failed call to one of Google's services means.
import { status } from '@grpc/grpc-js';
import type { FailureKind } from '../failure-kind.ts';

const KINDS: ReadonlyMap<number, FailureKind> = new Map<number, FailureKind>([
  [status.UNAUTHENTICATED, 'unauthorized'],
  [status.PERMISSION_DENIED, 'unauthorized'],
  [status.INVALID_ARGUMENT, 'refused'],
  [status.NOT_FOUND, 'refused'],
  [status.FAILED_PRECONDITION, 'refused'],
  [status.UNIMPLEMENTED, 'refused'],
  [status.RESOURCE_EXHAUSTED, 'over-quota'],
]);

/** The library reports missing credentials as an error without a code. */
const NO_CREDENTIALS = /credentials/i;

/** The gRPC code of an error; undefined when it came from this side of the wire. */
export function grpcCodeOf(error: unknown): status | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'number' ? error.code : undefined;
}

export function failureOfGrpc(error: unknown): FailureKind {
  const code = grpcCodeOf(error);
  if (code === undefined) return NO_CREDENTIALS.test(String(error)) ? 'unauthorized' : 'unavailable';
  return KINDS.get(code) ?? 'unavailable';
}
