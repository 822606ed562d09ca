// Errors in the shape and with the HTTP status that the Graph API gives them.

/** HTTP status and title by code, for the codes the sandbox can answer with. */
const ERRORS: Readonly<Record<number, { status: number; title: string }>> = {
  100: { status: 400, title: 'Invalid parameter' },
  104: { status: 400, title: 'An access token is required to request this resource' },
  190: { status: 401, title: 'Access token has expired' },
  80007: { status: 400, title: 'Rate limit issues' },
  130429: { status: 400, title: 'Rate limit hit' },
  131000: { status: 500, title: 'Something went wrong' },
  131026: { status: 400, title: 'Message undeliverable' },
  131047: { status: 400, title: 'Re-engagement message' },
  131048: { status: 400, title: 'Spam rate limit hit' },
  131049: { status: 400, title: 'Meta chose not to deliver' },
  131050: { status: 400, title: 'User has stopped marketing messages' },
  131051: { status: 400, title: 'Message type unknown' },
  131056: { status: 400, title: 'Pair rate limit hit' },
};

const AUTHORIZATION = new Set([104, 190]);

/** Thrown by a route; answered as the Graph API would. */
export class GraphRefusal extends Error {
  override name = 'GraphRefusal';
  readonly code: number;
  readonly retryAfterS: number | undefined;

  constructor(code: number, details: string, retryAfterS?: number) {
    super(details);
    this.code = code;
    this.retryAfterS = retryAfterS;
  }
}

/** The answer for a refusal: HTTP status and JSON body. */
export function graphErrorAnswer({ code, message: details }: GraphRefusal) {
  const { status, title } = ERRORS[code] ?? { status: 400, title: 'Error' };
  return {
    status,
    body: {
      error: {
        message: `(#${code}) ${title}`,
        type: AUTHORIZATION.has(code) ? 'OAuthException' : 'GraphMethodException',
        code,
        error_data: { messaging_product: 'whatsapp', details },
        fbtrace_id: 'sandbox',
      },
    },
  };
}

/** The same error as an element of `statuses[].errors` or `messages[].errors`. */
export function webhookError(code: number) {
  const title = ERRORS[code]?.title ?? 'Error';
  return { code, title, message: title, error_data: { details: `The sandbox was asked for error ${code}.` } };
}
