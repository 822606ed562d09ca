// Checks who pushes: the signed token of VAPID (RFC 8292), with ES256 under the key the browser subscribed for.
import { importJWK, jwtVerify } from 'jose';

/** A token may live a day at most. */
const LONGEST_LIFE_S = 24 * 60 * 60;

/**
 * @param header `Authorization`, as `vapid t=<token>, k=<public key>`
 * @param subscribedFor the key the browser was told when it subscribed, base64url; undefined: any
 * @param origin this push service's own, which the token must be made for
 * @returns the status to refuse with and why, or nothing when all is well
 */
export async function refusalOf(
  header: string | undefined,
  subscribedFor: string | undefined,
  origin: string,
): Promise<{ status: 401 | 403; reason: string } | undefined> {
  const parts = /^vapid (?=.*\bt=([\w.-]+))(?=.*\bk=([\w-]+))/i.exec(header ?? '');
  const [, token = '', key = ''] = parts ?? [];
  if (!parts) return { status: 401, reason: 'Authorization: vapid t=…, k=… is missing' };
  if (subscribedFor !== undefined && key !== subscribedFor) {
    return { status: 403, reason: 'this browser subscribed for another key' };
  }
  try {
    const { payload } = await jwtVerify(token, await publicKey(key), {
      algorithms: ['ES256'],
      audience: origin,
      requiredClaims: ['exp', 'sub'],
    });
    if ((payload.exp ?? 0) > Date.now() / 1_000 + LONGEST_LIFE_S) return { status: 403, reason: 'exp is too far off' };
    if (!/^(mailto:|https:\/\/)/.test(payload.sub ?? ''))
      return { status: 403, reason: 'sub must be mailto: or https:' };
    return undefined;
  } catch (error) {
    return { status: 403, reason: String(error) };
  }
}

/** An uncompressed point: 4, then 32 bytes of x and 32 of y. */
function publicKey(key: string) {
  const point = Buffer.from(key, 'base64url');
  if (point.length !== 65 || point[0] !== 4) throw new Error('k is no uncompressed P-256 point');
  const coordinate = (from: number) => point.subarray(from, from + 32).toString('base64url');
  return importJWK({ kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) }, 'ES256');
}
