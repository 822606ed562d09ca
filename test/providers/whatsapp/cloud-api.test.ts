import { expect, test } from 'vitest';
import { createCloudApi } from '../../../src/providers/whatsapp/cloud-api.ts';
import { httpServer } from './local-server.ts';
import { lookupFailure, messageTo, PHONE_NUMBER_ID, sandboxedNumber, sendFailure } from './sandboxed-number.ts';

test('an accepted message has the provider’s id and carries ours', async () => {
  const { sandbox, provider } = await sandboxedNumber();
  const message = { ...messageTo('5555'), replyTo: 'wamid.earlier' };
  const { providerMessageId } = await provider.send(message, 1);
  expect(sandbox.messages()).toMatchObject([
    {
      providerMessageId,
      outboundMessageId: message.outboundMessageId,
      phoneNumberId: PHONE_NUMBER_ID,
      to: '+972501235555',
      text: message.text,
      replyTo: 'wamid.earlier',
    },
  ]);
});

test('a customer without a phone number is written to by BSUID', async () => {
  const { sandbox, provider } = await sandboxedNumber();
  await provider.send({ ...messageTo('5555'), to: { kind: 'bsuid', value: 'IL.13491208655302741918' } }, 1);
  expect(sandbox.messages()).toMatchObject([{ to: 'IL.13491208655302741918' }]);
});

test('an emoji and a quote arrive as they were written', async () => {
  const { sandbox, provider } = await sandboxedNumber();
  const text = 'מחר ב-8:00 👍🏽 "בסדר"?\n\u200fכן\\';
  await provider.send({ ...messageTo('5555'), text }, 1);
  expect(sandbox.messages()[0]?.text).toBe(text);
});

test.each([
  ['0001', { kind: 'give-up' }, 131026],
  ['0002', { kind: 'window-closed' }, 131047],
  ['0009', { kind: 'reconnect' }, 190],
  ['0010', { kind: 'opted-out' }, 131050],
  ['0012', { kind: 'wait-number', reason: 'quality' }, 131048],
  ['0013', { kind: 'retry' }, 131000],
])('a number ending in %s is refused with %o', async (ending, verdict, code) => {
  const { sandbox, provider } = await sandboxedNumber();
  const error = await sendFailure(provider.send(messageTo(ending), 1));
  expect(error.verdict).toMatchObject(verdict);
  expect(error.code).toBe(code);
  expect(sandbox.messages()).toEqual([]);
});

test('a throughput refusal passes by itself: the same message goes through on the second try', async () => {
  const { sandbox, provider } = await sandboxedNumber();
  const message = messageTo('0003');
  const { verdict } = await sendFailure(provider.send(message, 1));
  expect(verdict).toMatchObject({ kind: 'retry' });
  await provider.send(message, 2);
  expect(sandbox.counts()).toEqual({ [message.outboundMessageId]: 1 });
});

test('the pair limit makes each wait four times the one before, and never less', async () => {
  const { provider } = await sandboxedNumber();
  const message = messageTo('0008');
  const first = await sendFailure(provider.send(message, 1));
  const second = await sendFailure(provider.send(message, 2));
  expect(waitOf(first)).toBeGreaterThanOrEqual(1_000);
  expect(waitOf(first)).toBeLessThanOrEqual(1_200);
  expect(waitOf(second)).toBeGreaterThanOrEqual(4_000);
  expect(waitOf(second)).toBeLessThanOrEqual(4_800);
  await provider.send(message, 3);
});

test('Retry-After of a limited number is waited for', async () => {
  const { provider } = await sandboxedNumber();
  const error = await sendFailure(provider.send(messageTo('0011'), 1));
  expect(error.verdict).toMatchObject({ kind: 'wait-number', reason: 'rate' });
  expect(waitOf(error)).toBeGreaterThanOrEqual(90_000);
});

test('a message whose answer never comes was accepted, and is unknown to us', async () => {
  const { sandbox, provider } = await sandboxedNumber({ sendTimeoutMs: 50 });
  const message = messageTo('0004');
  const error = await sendFailure(provider.send(message, 1));
  expect(error).toMatchObject({ verdict: { kind: 'unknown' }, code: 'timeout' });
  expect(sandbox.counts()).toEqual({ [message.outboundMessageId]: 1 });
});

test.each(['0005', '0014'])(
  'a reset or unreadable answer (number ending in %s) is unknown, though accepted',
  async (ending) => {
    const { sandbox, provider } = await sandboxedNumber();
    const message = messageTo(ending);
    const error = await sendFailure(provider.send(message, 1));
    expect(error.verdict).toEqual({ kind: 'unknown' });
    expect(error.code).not.toBe('timeout');
    expect(sandbox.counts()).toEqual({ [message.outboundMessageId]: 1 });
  },
);

test('a bare 500 is unknown, though nothing was accepted: from here the two look alike', async () => {
  const { sandbox, provider } = await sandboxedNumber();
  const error = await sendFailure(provider.send(messageTo('0006'), 1));
  expect(error).toMatchObject({ verdict: { kind: 'unknown' }, code: 'http-500' });
  expect(sandbox.messages()).toEqual([]);
});

test('when nobody listens the message is known as not sent', async () => {
  const { sandbox, provider } = await sandboxedNumber();
  await sandbox.close();
  const error = await sendFailure(provider.send(messageTo('5555'), 1));
  expect(error).toMatchObject({ verdict: { kind: 'not-sent' }, code: 'ECONNREFUSED' });
});

test.each([
  [200, '{"messages":[]}', 'unknown'],
  [408, '', 'unknown'],
  [500, '{"error":{"code":1,"message":"An unknown error occurred"}}', 'unknown'],
  [503, '{"error":{"code":2,"message":"Service temporarily unavailable"}}', 'retry'],
  [500, '{"error":{"code":987654,"message":"New"}}', 'unknown'],
  [400, '{"error":{"code":987654,"message":"New"}}', 'give-up'],
  [429, 'Too many', 'retry'],
  [404, '<h1>nginx</h1>', 'reconnect'],
  [302, '', 'reconnect'],
])('an answer of HTTP %i %s means %s', async (status, body, kind) => {
  const provider = createCloudApi({
    baseUrl: await serverAnswering(status, body),
    phoneNumberId: PHONE_NUMBER_ID,
    accessToken: 'a-valid-token',
  });
  expect((await sendFailure(provider.send(messageTo('5555'), 1))).verdict.kind).toBe(kind);
});

test('an error says what to do and gives away neither text, number nor token', async () => {
  const body =
    '{"error":{"code":131026,"message":"x","error_data":{"details":"Recipient +972501235555 is not known"}}}';
  const provider = createCloudApi({
    baseUrl: await serverAnswering(400, body),
    phoneNumberId: PHONE_NUMBER_ID,
    accessToken: 'a-valid-token',
  });
  const message = messageTo('5555');
  const { message: said } = await sendFailure(provider.send(message, 1));
  expect(said).toContain('the recipient cannot be reached on WhatsApp (code 131026)');
  for (const secret of [message.text, '972501235555', 'a-valid-token']) expect(said).not.toContain(secret);
});

test('a number describes itself, which proves the credentials', async () => {
  const { provider } = await sandboxedNumber();
  expect(await provider.describeNumber()).toEqual({ displayPhoneNumber: '+972 3-040-0500', verifiedName: 'Sandbox' });
});

test('an expired token and a wrong number are told apart', async () => {
  const { provider: expired } = await sandboxedNumber({ accessToken: 'expired-token' });
  expect(await lookupFailure(expired.describeNumber())).toMatchObject({ verdict: { kind: 'reconnect' }, code: 190 });
  const { provider: wrong } = await sandboxedNumber({ phoneNumberId: 'not-a-number' });
  expect(await lookupFailure(wrong.describeNumber())).toMatchObject({ verdict: { kind: 'gone' }, code: 100 });
});

test('a token with a line break is refused before it can get into an error', () => {
  const make = () => createCloudApi({ baseUrl: 'http://127.0.0.1', phoneNumberId: '1', accessToken: 'secret\nsecret' });
  expect(make).toThrow(/paste it again/);
  expect(make).not.toThrow(/secret/);
});

function waitOf({ verdict }: Awaited<ReturnType<typeof sendFailure>>): number {
  return 'afterMs' in verdict ? verdict.afterMs : Number.NaN;
}

function serverAnswering(status: number, body: string): Promise<string> {
  return httpServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status, { location: '/elsewhere' }).end(body));
  });
}
