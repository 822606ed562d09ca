import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { createCloudApi } from '../../../src/providers/whatsapp/cloud-api.ts';
import { MEDIA_LIMIT_BYTES } from '../../../src/providers/whatsapp/media.ts';
import type { WhatsappProvider } from '../../../src/providers/whatsapp/provider.ts';
import { httpServer } from './local-server.ts';
import { lookupFailure, PHONE_NUMBER_ID, sandboxedNumber } from './sandboxed-number.ts';

test('a picture a customer sent is fetched with its type, byte for byte', async () => {
  const { sandbox, provider } = await sandboxedNumber();
  const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff]);
  sandbox.customerWrites({
    customer: '+972501235555',
    phoneNumberId: PHONE_NUMBER_ID,
    content: { type: 'image', mimeType: 'image/png', base64: bytes.toString('base64') },
  });
  expect(await provider.downloadMedia('1000000000000000')).toEqual({ mimeType: 'image/png', bytes });
});

test('an attachment that is no longer there is gone for good', async () => {
  const { provider } = await sandboxedNumber();
  expect(await lookupFailure(provider.downloadMedia('1000000000000099'))).toMatchObject({ verdict: { kind: 'gone' } });
});

test('an attachment behind an expired token needs a reconnect', async () => {
  const { provider } = await sandboxedNumber({ accessToken: 'expired-token' });
  const error = await lookupFailure(provider.downloadMedia('1000000000000000'));
  expect(error).toMatchObject({ verdict: { kind: 'reconnect' }, code: 190 });
});

test('an attachment over 16 MB is refused before a byte of it is fetched', async () => {
  let fetched = false;
  const provider = await providerFor({ size: MEDIA_LIMIT_BYTES + 1 }, () => {
    fetched = true;
  });
  const error = await lookupFailure(provider.downloadMedia('1'));
  expect(error.verdict).toEqual({ kind: 'too-large', limitBytes: MEDIA_LIMIT_BYTES });
  expect(error.message).toBe('The attachment is larger than 16 MB and was not fetched.');
  expect(fetched).toBe(false);
});

test('an attachment that is larger than it was said to be stops at 16 MB', async () => {
  const provider = await providerFor({ size: 10 }, (_request, response) => {
    response.end(Buffer.alloc(MEDIA_LIMIT_BYTES + 1));
  });
  expect((await lookupFailure(provider.downloadMedia('1'))).verdict.kind).toBe('too-large');
});

test('an attachment of exactly 16 MB is fetched', async () => {
  const provider = await providerFor({ size: MEDIA_LIMIT_BYTES }, (_request, response) => {
    response.end(Buffer.alloc(MEDIA_LIMIT_BYTES));
  });
  expect((await provider.downloadMedia('1')).bytes.byteLength).toBe(MEDIA_LIMIT_BYTES);
});

test('bytes that do not come in time can be asked for again', async () => {
  const provider = await providerFor({ size: 10, mediaTimeoutMs: 300 }, (_request, response) => {
    response.write('half'); // … and never the rest.
  });
  expect(await lookupFailure(provider.downloadMedia('1'))).toMatchObject({
    verdict: { kind: 'retry' },
    code: 'timeout',
  });
});

test('bytes refused for now can be asked for again, no sooner than the server says', async () => {
  const provider = await providerFor({ size: 10 }, (_request, response) => {
    response.writeHead(503, { 'retry-after': '7' }).end();
  });
  expect((await lookupFailure(provider.downloadMedia('1'))).verdict).toEqual({ kind: 'retry', afterMs: 7_000 });
});

/** A provider whose media look-up tells `size`, and whose bytes come from `bytes`. */
/** @param mediaTimeoutMs how long the bytes may take; long, unless the test is about that */
async function providerFor(
  { size, mediaTimeoutMs = 30_000 }: { size: number; mediaTimeoutMs?: number },
  bytes: RequestListener,
): Promise<WhatsappProvider> {
  const baseUrl = await httpServer((request, response) => {
    if (request.url?.startsWith('/bytes')) return bytes(request, response);
    const url = `http://${request.headers.host}/bytes`;
    response.end(JSON.stringify({ url, mime_type: 'video/mp4', file_size: size }));
  });
  return createCloudApi({ baseUrl, phoneNumberId: PHONE_NUMBER_ID, accessToken: 'a-valid-token', mediaTimeoutMs });
}
