// Attachments: Meta gives the address of the bytes first, then the bytes, both only to the holder of the token.

import { retryAfterMs } from '../retry-after.ts';
import { mediaLocation } from './graph-answers.ts';
import { failureCode } from './graph-http.ts';
import { lookUp, refused, unreachable } from './lookup.ts';
import { WhatsappLookupError, type WhatsappMedia } from './provider.ts';

/** WhatsApp's limit for audio and video; only documents may be larger, and those we refuse. */
export const MEDIA_LIMIT_BYTES = 16 * 1024 * 1024;

type MediaRequest = { url: string; headers: Headers; lookupTimeoutMs: number; bytesTimeoutMs: number };

/**
 * Looks the attachment up and fetches it into memory.
 * @throws WhatsappLookupError; `too-large` over {@link MEDIA_LIMIT_BYTES}, before a byte is fetched when Meta tells the size
 */
export async function downloadMedia(request: MediaRequest): Promise<WhatsappMedia> {
  const { url, mime_type, file_size } = await lookUp(
    request.url,
    request.headers,
    request.lookupTimeoutMs,
    mediaLocation,
  );
  if (file_size !== undefined && file_size > MEDIA_LIMIT_BYTES) throw tooLarge();
  return { mimeType: mime_type, bytes: await fetchBytes(url, request.headers, request.bytesTimeoutMs) };
}

/** fetch drops the token by itself when it is redirected to another host. */
async function fetchBytes(url: string, headers: Headers, timeoutMs: number): Promise<Buffer> {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
    if (response.ok) return await readAtMost(MEDIA_LIMIT_BYTES, response);
    throw refused({
      status: response.status,
      body: await response.json().catch(() => undefined),
      retryAfterMs: retryAfterMs(response.headers.get('retry-after'), Date.now()),
    });
  } catch (error) {
    throw error instanceof WhatsappLookupError ? error : unreachable(failureCode(error));
  }
}

/** The told size is not to be trusted with our memory. Leaving the loop cancels the rest of the download. */
async function readAtMost(limitBytes: number, response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > limitBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(): WhatsappLookupError {
  return new WhatsappLookupError(
    { kind: 'too-large', limitBytes: MEDIA_LIMIT_BYTES },
    'too-large',
    `The attachment is larger than ${MEDIA_LIMIT_BYTES / 1024 / 1024} MB and was not fetched.`,
  );
}
