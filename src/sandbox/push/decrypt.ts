// Opens a push message as the browser does (RFC 8291 over RFC 8188, aes128gcm), with nothing but node:crypto, so that
// it shares no code with the library that sealed it.
import { createDecipheriv, createECDH, createHmac } from 'node:crypto';

export interface BrowserKeys {
  /** The browser's private key on P-256. */
  privateKey: Buffer;
  /** 16 bytes that only the browser and the application server know. */
  auth: Buffer;
}

/** Salt, record size, length of the sender's key: RFC 8188 2.1. */
const HEADER_BYTES = 21;
const TAG_BYTES = 16;

/**
 * @param body one record: Web Push allows no more
 * @throws when it was sealed for somebody else, was changed, or is no such message
 */
export function decrypt(body: Buffer, { privateKey, auth }: BrowserKeys): string {
  const salt = body.subarray(0, 16);
  const keyLength = body.readUInt8(HEADER_BYTES - 1);
  const senderKey = body.subarray(HEADER_BYTES, HEADER_BYTES + keyLength);
  const sealed = body.subarray(HEADER_BYTES + keyLength);
  if (sealed.length > body.readUInt32BE(16)) throw new Error('More than one record');
  const browser = createECDH('prime256v1');
  browser.setPrivateKey(privateKey);
  const shared = browser.computeSecret(senderKey);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), senderKey]);
  const inputKey = derive(auth, shared, info, 32);
  const key = derive(salt, inputKey, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(salt, inputKey, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-TAG_BYTES));
  const padded = Buffer.concat([cipher.update(sealed.subarray(0, -TAG_BYTES)), cipher.final()]);
  return withoutPadding(padded).toString('utf8');
}

/** HKDF with one block of output (RFC 5869): enough for 32 bytes. */
function derive(salt: Buffer, secret: Buffer, info: Buffer, length: number): Buffer {
  const pseudoRandom = createHmac('sha256', salt).update(secret).digest();
  return createHmac('sha256', pseudoRandom)
    .update(info)
    .update(Buffer.from([1]))
    .digest()
    .subarray(0, length);
}

/** The last record ends with 2 and any number of zeros. */
function withoutPadding(padded: Buffer): Buffer {
  let end = padded.length;
  while (end > 0 && padded[end - 1] === 0) end -= 1;
  if (padded[end - 1] !== 2) throw new Error('The padding is wrong');
  return padded.subarray(0, end - 1);
}
