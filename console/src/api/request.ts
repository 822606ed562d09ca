// One request to the API: the session travels in its cookie, what went wrong comes back as a `Problem`.

/** Anything but success. Its message is the server's own explanation, written for people. */
export class Problem extends Error {
  override name = 'Problem';
  /** The HTTP status; 0 when no answer came at all. */
  readonly status: number;
  /** What is wrong with which field, where the server says so. */
  readonly fields: readonly FieldProblem[];

  constructor(status: number, detail: string, options: ErrorOptions & { fields?: readonly FieldProblem[] } = {}) {
    super(detail, options);
    this.status = status;
    this.fields = options.fields ?? [];
  }
}

export interface FieldProblem {
  /** As `body.dueAt`. */
  field: string;
  reason: string;
  /** Values that the field would take, where a few may be meant. */
  choices?: string[];
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  body?: object;
  /** In which business; left out where there is none to choose. */
  businessId?: number | undefined;
  /** The same key again never makes a second message. */
  idempotencyKey?: string;
  /** Gives up when the reader has gone elsewhere. */
  signal?: AbortSignal;
}

/**
 * @returns the response to a successful request
 * @throws Problem
 */
export async function request(path: string, options: RequestOptions = {}): Promise<Response> {
  const { method = 'GET', body, signal } = options;
  const response = await fetch(path, {
    method,
    headers: headersOf(options),
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new Problem(0, 'No connection to the server.', { cause: error });
  });
  if (!response.ok) throw await problemIn(response);
  return response;
}

/** The JSON that a request answers with. @throws Problem */
export async function requestJson<Answer>(path: string, options?: RequestOptions): Promise<Answer> {
  const response = await request(path, options);
  return (await response.json()) as Answer;
}

/** Something may be different in a moment: nothing came back, too many requests, or the server is ailing. */
export function isPassing(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status === 429 || error.status >= 500);
}

export const isSignedOut = (error: unknown): boolean => error instanceof Problem && error.status === 401;

function headersOf({ body, businessId, idempotencyKey }: RequestOptions): Record<string, string> {
  return {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(businessId === undefined ? {} : { 'x-business-id': String(businessId) }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
  };
}

/** Problem details (RFC 9457) say it; a proxy's own error page does not. */
async function problemIn(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => null)) as { detail?: string; errors?: FieldProblem[] } | null;
  const explanation = body?.detail || `${response.status} ${response.statusText}`.trim();
  return new Problem(response.status, explanation, { fields: body?.errors ?? [] });
}
