import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBaileysAddress } from '../../../src/domain/whatsapp/baileys/address.ts';

test.each([
  ['972501234567@s.whatsapp.net', '972501234567@s.whatsapp.net'],
  ['972501234567:12@s.whatsapp.net', '972501234567@s.whatsapp.net'],
  ['972501234567_1:0@s.whatsapp.net', '972501234567@s.whatsapp.net'],
  ['972501234567@c.us', '972501234567@s.whatsapp.net'],
  ['+972 50-123-4567', '972501234567@s.whatsapp.net'],
  ['8877:4@lid', '8877@lid'],
])('%s is the chat %s', (jid, chat) => {
  expect(readBaileysAddress(jid)).toMatchObject({ kind: 'person', chat });
});

test.each(['', '@', '@lid', 'dana@s.whatsapp.net', '05@s.whatsapp.net', 'a@b@c', 'x1@lid'])(
  '"%s" is no address',
  (jid) => {
    expect(readBaileysAddress(jid)).toMatchObject({ kind: 'malformed' });
  },
);

test('a chat read from an address is its own address', () => {
  const jid = fc
    .tuple(
      fc.bigInt({ min: 1_000_000n, max: 999_999_999_999_999n }),
      fc.constantFrom('', ':1', '_2:3'),
      fc.constantFrom('lid', 's.whatsapp.net'),
    )
    .map(([user, device, server]) => `${user}${device}@${server}`);
  fc.assert(
    fc.property(jid, (text) => {
      const address = readBaileysAddress(text);
      if (address.kind !== 'person') throw new Error(`${text} is ${address.kind}`);
      expect(readBaileysAddress(address.chat)).toEqual(address);
    }),
  );
});
