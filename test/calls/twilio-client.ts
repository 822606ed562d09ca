// Requests as Twilio makes them to the calls role: signed, as a form or as JSON.
import { randomBytes } from 'node:crypto';
import twilio from 'twilio';
import { AUTH_TOKEN } from './phone-world.ts';

export interface TwilioAnswer {
  status: number;
  type: string;
  body: string;
}

export const newCallSid = () => `CA${randomBytes(16).toString('hex')}`;
export const newRecordingSid = () => `RE${randomBytes(16).toString('hex')}`;

/** A form, signed with the token; `signedFor` is the URL that the signature is made over, when it is not the same. */
export async function postForm(
  url: string,
  fields: Record<string, string>,
  { token = AUTH_TOKEN, signedFor = url } = {},
): Promise<TwilioAnswer> {
  const signature = twilio.getExpectedTwilioSignature(token, signedFor, fields);
  return post(url, 'application/x-www-form-urlencoded', String(new URLSearchParams(fields)), signature);
}

/** JSON, whose hash is in the URL, which is signed. */
export async function postJson(url: string, fields: object, { hashed = fields } = {}): Promise<TwilioAnswer> {
  const full = `${url}${url.includes('?') ? '&' : '?'}bodySHA256=${twilio.getExpectedBodyHash(JSON.stringify(hashed))}`;
  return post(
    full,
    'application/json',
    JSON.stringify(fields),
    twilio.getExpectedTwilioSignature(AUTH_TOKEN, full, {}),
  );
}

async function post(url: string, type: string, body: string, signature: string): Promise<TwilioAnswer> {
  const headers = { 'content-type': type, 'x-twilio-signature': signature };
  const response = await fetch(url, { method: 'POST', headers, body });
  return { status: response.status, type: response.headers.get('content-type') ?? '', body: await response.text() };
}

/** The `<Parameter>`s of a `<Stream>` in TwiML. */
export function parametersOf(twiml: string): Record<string, string> {
  const found = twiml.matchAll(/<Parameter name="([^"]*)" value="([^"]*)"\/>/g);
  return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, value]));
}
