// Bodies as the two webhooks get them; a test says only what matters to it.
import fc from 'fast-check';

export const RECEIVED_AT = new Date('2026-03-01T12:00:00Z');
/** A minute before, in seconds, as providers write it. */
export const SENT_SECONDS = RECEIVED_AT.getTime() / 1000 - 60;
export const DANA = '972501234567@s.whatsapp.net';

type Json = Record<string, unknown>;

/** One element in Baileys' form; `key` adds to the key. */
export const baileys = ({ key = {}, ...rest }: Json & { key?: Json } = {}): Json => ({
  key: { id: 'TEST123', remoteJid: DANA, fromMe: false, ...key },
  message: { conversation: 'hi' },
  messageTimestamp: SENT_SECONDS,
  pushName: 'Dana',
  ...rest,
});

export const seedsBody = (messages: unknown[], payload: Json = {}): Json => ({
  tenantId: '1',
  payload: { messages, ...payload },
});

/** One message in Meta's form. */
export const cloudMessage = (message: Json = {}): Json => ({
  from: '972501234567',
  id: 'wamid.1',
  timestamp: String(SENT_SECONDS),
  type: 'text',
  text: { body: 'hi' },
  ...message,
});

export const cloudStatus = (status: Json = {}): Json => ({
  id: 'wamid.out',
  status: 'delivered',
  timestamp: String(SENT_SECONDS),
  recipient_id: '972501234567',
  ...status,
});

/** One change of the field `messages` (or another) of number 100200300400500. */
export const cloudChange = (value: Json, field = 'messages'): Json => ({
  field,
  value: {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '97233000001', phone_number_id: '100200300400500' },
    contacts: [{ profile: { name: 'Dana' }, wa_id: '972501234567' }],
    ...value,
  },
});

export const cloudBody = (...changes: unknown[]): Json => ({
  object: 'whatsapp_business_account',
  entry: [{ id: 'WABA', changes }],
});

/** The body with one value in it, anywhere, replaced by arbitrary JSON. */
export const damaged = (body: Json): fc.Arbitrary<unknown> =>
  fc.tuple(fc.nat(), fc.jsonValue()).map(([seed, junk]) => {
    const paths = pathsOf(body);
    return replaced(body, paths[seed % paths.length] ?? [], junk);
  });

function pathsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner).map((path) => [key, ...path]))];
}

function replaced(value: unknown, path: readonly string[], junk: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return junk;
  if (Array.isArray(value)) return value.map((one, index) => (String(index) === key ? replaced(one, rest, junk) : one));
  return { ...(value as Json), [key]: replaced((value as Json)[key], rest, junk) };
}
