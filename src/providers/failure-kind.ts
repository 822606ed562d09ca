// Why a provider did not do what a call waits for, by what can be done about it: one word for HTTP and gRPC alike.

export type FailureKind =
  /** Our credentials are missing, wrong or not allowed to: a person has to act. */
  | 'unauthorized'
  /** What we asked for is wrong: asking again is no use. */
  | 'refused'
  /** Too much was asked lately. */
  | 'over-quota'
  /** Not reached, or not able to just now. */
  | 'unavailable';

/** What an HTTP status other than a good one means. */
export function failureOfHttp(status: number): FailureKind {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 402 || status === 429) return 'over-quota';
  return status >= 400 && status < 500 && status !== 408 ? 'refused' : 'unavailable';
}
