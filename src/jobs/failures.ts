// The closed list of ways a job can fail. Workflows decide by type; each type says whether trying again helps.
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';

const FAILURES = {
  /** The input does not fit its schema: the caller is wrong, and will be next time. */
  InvalidInput: { nonRetryable: true, category: undefined },
  /** The business does not exist or is not active. */
  BusinessUnavailable: { nonRetryable: true, category: undefined },
  /** The row the work is about is gone (a person was deleted while work was under way). */
  NotFound: { nonRetryable: true, category: ApplicationFailureCategory.BENIGN },
  /** The provider cannot be reached or asks to wait; nothing was done. */
  ProviderUnavailable: { nonRetryable: false, category: ApplicationFailureCategory.BENIGN },
  /** The provider says no, for good. */
  ProviderRefused: { nonRetryable: true, category: ApplicationFailureCategory.BENIGN },
} as const;

export type FailureType = keyof typeof FAILURES;

/**
 * A failure for Temporal, retried or not as the list says.
 * @param retryAfterMs the provider's own wish; otherwise the retry profile decides
 */
export function failure(type: FailureType, message: string, retryAfterMs?: number): ApplicationFailure {
  const { nonRetryable, category } = FAILURES[type];
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable,
    ...(category === undefined ? {} : { category }),
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
  });
}
