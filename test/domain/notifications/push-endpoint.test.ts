import { expect, test } from 'vitest';
import { isPushEndpoint } from '../../../src/domain/notifications/push-endpoint.ts';

test.each([
  'https://fcm.googleapis.com/fcm/send/abc:def',
  'https://updates.push.services.mozilla.com/wpush/v2/gAAAA',
  'https://web.push.apple.com/QABC',
  'https://db5p.notify.windows.com/w/?token=BQYAAA',
])('%s is a push service', (endpoint) => {
  expect(isPushEndpoint(endpoint, undefined)).toBe(true);
});

test.each([
  'http://fcm.googleapis.com/fcm/send/abc',
  'https://fcm.googleapis.com:8443/fcm/send/abc',
  'https://user:secret@push.example.com/abc',
  'https://127.0.0.1/abc',
  'https://2130706433/abc',
  'https://0x7f.1/abc',
  'https://[::1]/abc',
  'https://169.254.169.254/latest/meta-data',
  'https://8.8.8.8/abc',
  'https://localhost/abc',
  'https://LOCALHOST./abc',
  'https://postgres/abc',
  'https://metadata.google.internal/abc',
  'https://printer.local/abc',
  'ftp://push.example.com/abc',
  'javascript:alert(1)',
  'not a url',
])('%s is none', (endpoint) => {
  expect(isPushEndpoint(endpoint, undefined)).toBe(false);
});

test('an origin that is allowed besides is taken at its word, and no other beside it', () => {
  expect(isPushEndpoint('http://127.0.0.1:4000/push/abc', 'http://127.0.0.1:4000')).toBe(true);
  expect(isPushEndpoint('http://127.0.0.1:4001/push/abc', 'http://127.0.0.1:4000')).toBe(false);
});
