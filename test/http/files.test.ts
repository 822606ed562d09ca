// Files that customers sent: shown when they are pictures, sound or video, downloaded when they could be anything.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBusiness } from '../support/factories.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { createKey } from './people.ts';
import { addConversation, addMessage, NOBODY } from './talk.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

async function fetchFile(mimeType: string, fileName?: string) {
  const business = await createBusiness(api);
  const { headers } = await createKey(api, business.businessId, ['read']);
  const mediaKey = `${business.businessId}/contact/file`;
  await api.storage.put(mediaKey, { mimeType, bytes: Buffer.from([0, 1, 254, 255]) });
  const message = await addMessage(api, business, await addConversation(api, business), {
    direction: 'in',
    state: 'ready',
    mediaKey,
    content: {
      kind: 'media',
      media: 'document',
      file: { kind: 'available', mediaId: '1' },
      ...(fileName === undefined ? {} : { fileName }),
    },
  });
  const answer = await api.app.inject({ url: `/api/messages/${message}/file`, headers });
  return { answer, message };
}

test.each(['image/png', 'audio/ogg; codecs=opus', 'video/mp4'])('%s is shown in place, byte for byte', async (type) => {
  const { answer, message } = await fetchFile(type);
  expect(answer.statusCode).toBe(200);
  expect(answer.rawPayload).toEqual(Buffer.from([0, 1, 254, 255]));
  expect(answer.headers).toMatchObject({
    'content-type': type,
    'content-disposition': `inline; filename*=UTF-8''${message}`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
});

test.each(['text/html', 'image/svg+xml', 'application/pdf'])('%s is a download', async (type) => {
  const { answer } = await fetchFile(type, 'offer.file');
  expect(answer.headers['content-disposition']).toBe("attachment; filename*=UTF-8''offer.file");
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
});

test('a name in Hebrew with quotes, and a type that is none, break no header', async () => {
  const { answer } = await fetchFile('image/png; a=1\r\nx-evil: 1', 'הצעה "סופית"\r\n(1).pdf');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('application/octet-stream');
  const name = String(answer.headers['content-disposition']).replace(/^\w+; filename\*=UTF-8''/, '');
  expect(name).toMatch(/^[\w.%-]+$/);
  expect(decodeURIComponent(name)).toBe('הצעה "סופית"\r\n(1).pdf');
});

test('a message without a file has none to fetch', async () => {
  const business = await createBusiness(api);
  const { headers } = await createKey(api, business.businessId, ['read']);
  const conversation = await addConversation(api, business);
  const message = await addMessage(api, business, conversation, { direction: 'in', state: 'ready' });
  for (const id of [message, NOBODY]) {
    expect((await api.app.inject({ url: `/api/messages/${id}/file`, headers })).statusCode).toBe(404);
  }
});
