// Requests that Twilio makes to an app: signed, as a form or a query, within a time.
import twilio from 'twilio';

export type Method = 'GET' | 'POST';
/** Twilio's own names, `CallSid` and so on. */
export type CallParams = Record<string, string>;

export type WebhookRequest = { url: string; method: Method; params: CallParams };
export type WebhookAnswer =
  | { kind: 'answered'; status: number; contentType: string; body: string }
  | { kind: 'unanswered'; why: 'timeout' | 'no connection' };

/** Twilio's header for a request to `url` with these form fields, or for a WebSocket without any. */
export function signatureOf(authToken: string, url: string, params: CallParams = {}): string {
  return twilio.getExpectedTwilioSignature(authToken, url, params);
}

/** Makes one request. */
export async function requestWebhook(
  { url, method, params }: WebhookRequest,
  authToken: string,
  limitMs: number,
): Promise<WebhookAnswer> {
  const target = new URL(url);
  if (method === 'GET') for (const [name, value] of Object.entries(params)) target.searchParams.set(name, value);
  const href = method === 'GET' ? target.href : url;
  const signature = signatureOf(authToken, href, method === 'GET' ? {} : params);
  try {
    const response = await fetch(href, {
      method,
      headers: { 'x-twilio-signature': signature, 'user-agent': 'TwilioProxy/1.1' },
      ...(method === 'GET' ? {} : { body: new URLSearchParams(params) }),
      signal: AbortSignal.timeout(limitMs),
    });
    const contentType = response.headers.get('content-type') ?? '';
    return { kind: 'answered', status: response.status, contentType, body: await response.text() };
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return { kind: 'unanswered', why: isLate ? 'timeout' : 'no connection' };
  }
}
