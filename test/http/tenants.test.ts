// Every route of the API, asked by one business for what belongs to another. A new route needs a case here.
import type { InjectOptions } from 'fastify';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messages } from '../../src/db/schema/index.ts';
import { createBusiness, type TestBusiness } from '../support/factories.ts';
import { type Filled, fillEveryTable } from '../support/fill-every-table.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { createKey, createPerson, join, type Person } from './people.ts';

type Theirs = Filled & TestBusiness;
interface Attempt {
  url?: string;
  payload?: object;
  headers?: Record<string, string>;
}

/** How a route could be used to reach into another business. */
type Case =
  /** It names a thing by its id: another's is refused, and to them it is not. Without a status: any success. */
  | { kind: 'names'; attempt: (theirs: Theirs) => Attempt; refusal: number; toThem: number | undefined }
  /** It shows or adds to what is one's own: nothing of another's is shown or touched. */
  | { kind: 'own'; attempt: (theirs: Theirs) => Attempt }
  /** It is for system administrators. */
  | { kind: 'system'; attempt: (theirs: Theirs) => Attempt }
  /** It belongs to no business: tested elsewhere. */
  | { kind: 'no-business'; why: string };

const names = (
  attempt: (theirs: Theirs) => Attempt,
  { refusal = 404, toThem = undefined as number | undefined } = {},
): Case => ({ kind: 'names', attempt, refusal, toThem });
const own = (attempt: (theirs: Theirs) => Attempt = () => ({})): Case => ({ kind: 'own', attempt });
const system = (attempt: (theirs: Theirs) => Attempt = () => ({})): Case => ({ kind: 'system', attempt });
const noBusiness = (why: string): Case => ({ kind: 'no-business', why });

const key = { 'idempotency-key': 'a-key-for-one-message' };

const CASES: Record<string, Case> = {
  'GET /api/members': own(),
  'POST /api/members': own(() => ({ payload: { email: 'x@example.test', displayName: 'X', role: 'agent' } })),
  'PATCH /api/members/:userId': names(({ userId }) => ({
    url: `/api/members/${userId}`,
    payload: { role: 'agent' },
  })),
  'DELETE /api/members/:userId': names(({ userId }) => ({ url: `/api/members/${userId}` })),

  'GET /api/settings': own(),
  'PATCH /api/settings': own(() => ({ payload: { prompt: 'Mine.' } })),

  'GET /api/channels': own(),
  'POST /api/channels': names(({ numberId }) => ({ payload: { name: 'Mine', numberId, accessToken: 'a-token' } }), {
    refusal: 409,
    toThem: 409,
  }),
  'PATCH /api/channels/:channelId': names(({ channelId }) => ({
    url: `/api/channels/${channelId}`,
    payload: { name: 'Mine', isSending: true },
  })),
  'DELETE /api/channels/:channelId': names(({ channelId }) => ({ url: `/api/channels/${channelId}` }), { toThem: 409 }),

  'POST /api/channels/voice': system(() => ({ payload: { name: 'Mine', phone: '+97233000009' } })),

  'GET /api/calls': own(({ contact }) => ({ url: `/api/calls?contactId=${contact.id}` })),
  'GET /api/calls/:callId': names(({ call }) => ({ url: `/api/calls/${call.id}` })),
  'POST /api/calls/:callId/hang-up': names(({ call }) => ({ url: `/api/calls/${call.id}/hang-up` }), { toThem: 409 }),
  'DELETE /api/calls/:callId': names(({ call }) => ({ url: `/api/calls/${call.id}` })),
  'DELETE /api/calls/:callId/recordings/:recordingId': names(({ call, recording }) => ({
    url: `/api/calls/${call.id}/recordings/${recording.id}`,
  })),
  'GET /api/calls/:callId/recordings/:recordingId': names(({ call, recording }) => ({
    url: `/api/calls/${call.id}/recordings/${recording.id}`,
  })),

  'GET /api/leads': own(({ lead }) => ({ url: `/api/leads?cursor=${cursor(lead.id)}` })),
  // The phone of a contact of theirs.
  'POST /api/leads': own(() => ({ payload: { name: 'Mine', phone: '+972500000000' } })),
  'GET /api/leads/:leadId': names(({ lead }) => ({ url: `/api/leads/${lead.id}` })),
  'PATCH /api/leads/:leadId': names(({ lead }) => ({
    url: `/api/leads/${lead.id}`,
    payload: { notes: 'Mine.', status: 'lost', facts: { city: 'Eilat' } },
  })),

  'GET /api/contacts': own(() => ({ url: '/api/contacts?search=Dana' })),
  'GET /api/contacts/:contactId': names(({ contact }) => ({ url: `/api/contacts/${contact.id}` })),
  'PATCH /api/contacts/:contactId': names(({ contact }) => ({
    url: `/api/contacts/${contact.id}`,
    payload: { name: 'Mine' },
  })),
  'DELETE /api/contacts/:contactId': names(({ contact }) => ({ url: `/api/contacts/${contact.id}` })),

  'GET /api/conversations': own(),
  'GET /api/conversations/:conversationId': names(({ conversation }) => ({
    url: `/api/conversations/${conversation.id}`,
  })),
  'GET /api/conversations/:conversationId/messages': names(({ conversation }) => ({
    url: `/api/conversations/${conversation.id}/messages`,
  })),
  'POST /api/conversations/:conversationId/messages': names(({ conversation }) => ({
    url: `/api/conversations/${conversation.id}/messages`,
    payload: { text: 'Mine.' },
    headers: key,
  })),
  'POST /api/conversations/:conversationId/take-over': names(({ conversation }) => ({
    url: `/api/conversations/${conversation.id}/take-over`,
  })),
  'POST /api/conversations/:conversationId/hand-back': names(({ conversation }) => ({
    url: `/api/conversations/${conversation.id}/hand-back`,
  })),
  'POST /api/messages/:messageId/send-again': names(
    ({ message }) => ({ url: `/api/messages/${message.id}/send-again`, headers: key }),
    { toThem: 409 },
  ),
  'GET /api/messages/:messageId/file': names(({ message }) => ({ url: `/api/messages/${message.id}/file` })),

  'GET /api/notifications': own(),
  'PATCH /api/notifications': own(() => ({ payload: { read: true } })),
  // A notice is its person's: to a colleague it is not there either.
  'PATCH /api/notifications/:notificationId': names(
    ({ notification }) => ({ url: `/api/notifications/${notification.id}`, payload: { read: true } }),
    { toThem: 404 },
  ),
  'GET /api/notifications/:notificationId/deliveries': names(
    ({ notification }) => ({ url: `/api/notifications/${notification.id}/deliveries` }),
    { toThem: 404 },
  ),
  'GET /api/notifications/preferences': own(),
  'PUT /api/notifications/preferences': own(() => ({ payload: { muted: ['new-lead'], quietHours: null } })),
  // Without a device there is nothing to test, wherever one works.
  'POST /api/push/test': names(() => ({}), { refusal: 409, toThem: 409 }),

  'GET /api/reminders': own(({ lead }) => ({ url: `/api/reminders?leadId=${lead.id}` })),
  // A lead of theirs.
  'POST /api/reminders': names(
    ({ lead }) => ({ url: '/api/reminders', payload: { note: 'Mine', dueAt: '2099-01-01T10:00Z', leadId: lead.id } }),
    { refusal: 422 },
  ),
  'GET /api/reminders/:reminderId': names(({ reminder }) => ({ url: `/api/reminders/${reminder.id}` })),
  'PATCH /api/reminders/:reminderId': names(({ reminder }) => ({
    url: `/api/reminders/${reminder.id}`,
    payload: { note: 'Mine' },
  })),
  'POST /api/reminders/:reminderId/snooze': names(({ reminder }) => ({
    url: `/api/reminders/${reminder.id}/snooze`,
    payload: { minutes: 5 },
  })),
  'POST /api/reminders/:reminderId/complete': names(({ reminder }) => ({
    url: `/api/reminders/${reminder.id}/complete`,
  })),
  'POST /api/reminders/:reminderId/reopen': names(({ reminder }) => ({ url: `/api/reminders/${reminder.id}/reopen` })),
  'DELETE /api/reminders/:reminderId': names(({ reminder }) => ({ url: `/api/reminders/${reminder.id}` })),

  'GET /api/api-keys': own(),
  'POST /api/api-keys': own(() => ({ payload: { name: 'Mine', scopes: ['read'] } })),
  'DELETE /api/api-keys/:keyId': names((theirs) => ({ url: `/api/api-keys/${theirs.key.id}` })),

  'GET /api/jobs/:workflowId': names(({ operation }) => ({
    url: `/api/jobs/${encodeURIComponent(operation.workflowId)}`,
  })),
  'POST /api/jobs/operations/:operationId/cancel': names(({ operation }) => ({
    url: `/api/jobs/operations/${operation.id}/cancel`,
  })),

  'GET /api/businesses': system(),
  'POST /api/businesses': system(() => ({
    payload: { name: 'Mine', ownerEmail: 'x@example.test', ownerName: 'X' },
  })),
  'PATCH /api/businesses/:businessId': system(({ businessId }) => ({
    url: `/api/businesses/${businessId}`,
    payload: { name: 'Mine' },
  })),
  'GET /api/system/unrouted-numbers': system(),
  'GET /api/system/alerts': system(),
  'POST /api/system/warm-up': system(),

  'GET /api/events': noBusiness('a stream: events.test.ts'),
  'POST /api/sign-in': noBusiness('sign-in.test.ts'),
  'POST /api/sign-out': noBusiness('sign-in.test.ts'),
  'GET /api/me': noBusiness('sign-in.test.ts'),
  'POST /api/me/password': noBusiness('sign-in.test.ts'),
  'POST /api/invitations/:token': noBusiness('members.test.ts'),
  'GET /api/push/public-key': noBusiness('a person’s devices: push.test.ts'),
  'GET /api/push/subscription': noBusiness('a person’s devices: push.test.ts'),
  'POST /api/push/subscribe': noBusiness('a person’s devices: push.test.ts'),
  'POST /api/push/unsubscribe': noBusiness('a person’s devices: push.test.ts'),
  'GET /api/jobs/health': noBusiness('counts of the whole system'),
  'POST /webhook/whatsapp/incoming': noBusiness('signed by our gateway: test/whatsapp'),
  'GET /webhook/whatsapp/cloud': noBusiness('signed by Meta: test/whatsapp'),
  'POST /webhook/whatsapp/cloud': noBusiness('signed by Meta: test/whatsapp'),
  'GET /healthz': noBusiness('alive or not'),
  'GET /readyz': noBusiness('ready or not'),
  'GET /metrics': noBusiness('counts without business'),
};

/** Keys manage neither people nor keys, and have no notices. */
const PEOPLE_ONLY = /api-keys|notifications|push|(POST|PATCH|DELETE) \/api\/members/;

/** The API's description and the built web page. */
const PUBLIC = /^GET \/(reference|assets|\*|index\.html|favicon|manifest|service-worker|$)/;

let api: TestApi;
let myPerson: Person;
let theirPerson: Person;
let databaseOwner: pg.Client;
beforeAll(async () => {
  api = await buildTestApi();
  databaseOwner = new pg.Client({ connectionString: api.databases.ownerUrl });
  await databaseOwner.connect();
  [myPerson, theirPerson] = [await createPerson(api), await createPerson(api)];
});
afterAll(async () => {
  await databaseOwner.end();
  await api.close();
});

const cursor = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url');

test('every route has a case, and every case a route', () => {
  const routes = [...api.routes].filter((route) => !PUBLIC.test(route));
  expect(routes.map((route) => route.replace(/(.)\/$/, '$1')).sort()).toEqual(Object.keys(CASES).sort());
});

/** A business with a row in every table, a file, a running operation and an owner. */
async function createTheirs(): Promise<Theirs> {
  const business = await createBusiness(api);
  const { businessId } = business;
  const secret = { mimeType: 'text/plain', bytes: Buffer.from('a secret of this business') };
  const mediaKey = `${businessId}/contact/file`;
  await api.storage.put(mediaKey, secret);
  const filled = await api.withBusiness(businessId, async (tx) => {
    const rows = await fillEveryTable(tx, business.channelId);
    await tx.update(messages).set({ mediaKey });
    if (rows.recording.fileKey) await api.storage.put(rows.recording.fileKey, secret);
    return rows;
  });
  await join(api, businessId, theirPerson, 'owner');
  const { workflowId } = filled.operation;
  await api.client.workflow.start('bulkOperation', { workflowId, taskQueue: 'maintenance' });
  return { ...business, ...filled };
}

/** The strongest who may ask in a business of mine. */
async function createMine() {
  const { businessId } = await createBusiness(api);
  await join(api, businessId, myPerson, 'owner');
  const { headers } = await createKey(api, businessId, ['read', 'write'], myPerson.userId);
  return { 'a person': { ...myPerson.headers, 'x-business-id': String(businessId) }, 'a program': headers };
}

/** Every row of the business as the database's owner sees it. */
async function everythingOf({ businessId }: Theirs): Promise<string> {
  const { rows: tables } = await databaseOwner.query(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'business_id' order by 1",
  );
  const everything = [await databaseOwner.query('select * from businesses where id = $1', [businessId])];
  for (const { name } of tables) {
    const sql = `select * from "${name}" t where business_id = $1 order by t::text`;
    everything.push(await databaseOwner.query(sql, [businessId]));
  }
  return JSON.stringify(everything.map(({ rows }) => rows));
}

/** What must not appear in an answer to somebody else. */
const secretsOf = ({
  call,
  recording,
  contact,
  lead,
  conversation,
  message,
  notification,
  channelId,
  numberId,
  userId,
}: Theirs) =>
  [
    call.id,
    recording.id,
    contact.id,
    lead.id,
    conversation.id,
    message.id,
    notification.id,
    channelId,
    numberId,
    userId,
    'a secret of this business',
  ] as string[];

describe.each(Object.entries(CASES).filter(([, { kind }]) => kind !== 'no-business'))('%s', (route, theCase) => {
  if (theCase.kind === 'no-business') return;
  const [method, path] = route.split(' ') as [InjectOptions['method'], string];

  test.each(['a person', 'a program'] as const)('lets %s reach nothing of another business', async (who) => {
    const [theirs, mine] = [await createTheirs(), await createMine()];
    const before = await everythingOf(theirs);
    const { url = path, payload, headers } = theCase.attempt(theirs);
    const ask = (more: Record<string, string>) =>
      api.app.inject({
        method,
        url,
        headers: { ...headers, ...more },
        ...(payload === undefined ? {} : { payload }),
      } as InjectOptions);
    const named = { 'x-business-id': String(theirs.businessId) };

    expect((await ask(named)).statusCode).toBe(401);
    const plain = await ask(mine[who]);
    // A person who names the other business is no member of it; a key belongs to its own, whatever it names.
    const naming = await ask({ ...mine[who], ...named });

    const forPeople = who === 'a program' && PEOPLE_ONLY.test(route);
    if (theCase.kind === 'own') expect(plain.statusCode).toBe(forPeople ? 403 : method === 'POST' ? 201 : 200);
    else expect(plain.statusCode).toBe(forPeople || theCase.kind === 'system' ? 403 : theCase.refusal);
    if (who === 'a person') expect(naming.statusCode).toBe(403);
    else if (theCase.kind !== 'own') expect(naming.statusCode).toBe(plain.statusCode);
    for (const { body } of [plain, naming]) {
      for (const secret of secretsOf(theirs)) expect(body).not.toContain(secret);
    }
    expect(await everythingOf(theirs)).toBe(before);

    // What was refused is there: to them it is not refused.
    if (theCase.kind !== 'names') return;
    const { statusCode } = await ask({ ...theirPerson.headers, ...named });
    expect(statusCode).toBe(theCase.toThem ?? (statusCode < 300 ? statusCode : 'a success'));
  });
});
