// What the webhooks accept, refuse and remember. No worker runs: accepting needs none.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outbox, unroutedNumbers } from '../../src/db/schema/index.ts';
import { createBusiness, newMessageId, seedsBody, type TestBusiness } from '../support/factories.ts';
import { contactsOf, conversationsOf, messagesOf, postSeeds } from '../support/talk.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let business: TestBusiness;

beforeAll(async () => {
  world = await startWorld('api');
});
afterAll(() => world.close());

async function freshBusiness(): Promise<TestBusiness> {
  business = await createBusiness(world);
  return business;
}

describe('the seeds’ webhook', () => {
  test('takes the seeds’ own example and says what became of it', async () => {
    const { businessId } = await freshBusiness();
    const body = {
      tenantId: String(businessId),
      payload: {
        messages: [
          { key: { id: 'TEST123', remoteJid: '972501234567@s.whatsapp.net' }, message: { conversation: 'hi' } },
        ],
      },
    };
    expect(await postSeeds(world, body)).toEqual({
      status: 202,
      body: { results: [{ messageId: 'TEST123', outcome: 'accepted' }] },
    });
    expect(await postSeeds(world, body)).toEqual({
      status: 202,
      body: { results: [{ messageId: 'TEST123', outcome: 'duplicate' }] },
    });
    expect(await messagesOf(world, businessId)).toHaveLength(1);
  });

  test('starts one workflow for a message, with the seeds’ dedupe key in its ID', async () => {
    const { businessId } = await freshBusiness();
    const id = newMessageId();
    await postSeeds(world, seedsBody(businessId, 'hello', { id }));
    const [conversation] = await conversationsOf(world, businessId);
    const workflowId = `business/${businessId}/webhook:baileys:${id}:${conversation?.id}`;
    const run = await until('the workflow', () =>
      world.client.workflow
        .getHandle(workflowId)
        .describe()
        .catch(() => undefined),
    );
    expect(run.type).toBe('processWhatsappWebhook');
    expect(run.priority).toMatchObject({ priorityKey: 2, fairnessKey: String(businessId) });
  });

  test('remembers a message after the namespace has forgotten its workflow', async () => {
    const { businessId } = await freshBusiness();
    const body = seedsBody(businessId, 'hello');
    await postSeeds(world, body);
    const [conversation] = await conversationsOf(world, businessId);
    const id = body.payload.messages[0]?.key.id;
    const workflowId = `business/${businessId}/webhook:baileys:${id}:${conversation?.id}`;
    const { namespace } = world.client.options;
    await until('the workflow', () =>
      world.client.workflow
        .getHandle(workflowId)
        .describe()
        .catch(() => undefined),
    );
    await world.client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId } });
    await until('the workflow to be forgotten', () =>
      world.client.workflow
        .getHandle(workflowId)
        .describe()
        .then(
          () => undefined,
          () => true,
        ),
    );
    expect((await postSeeds(world, body)).body.results).toEqual([{ messageId: id, outcome: 'duplicate' }]);
    expect(await world.withBusiness(businessId, (tx) => tx.$count(outbox))).toBe(0);
  });

  test('ignores groups, broadcast lists, newsletters and statuses, and says why', async () => {
    const { businessId } = await freshBusiness();
    const addresses = ['120363@g.us', '123@broadcast', '120@newsletter', 'status@broadcast'];
    const messages = addresses.map((remoteJid, index) => ({
      key: { id: `IGNORED${index}`, remoteJid },
      message: { conversation: 'x' },
    }));
    const { status, body } = await postSeeds(world, { tenantId: String(businessId), payload: { messages } });
    expect(status).toBe(202);
    expect(body.results?.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['ignored', 'group'],
      ['ignored', 'broadcast-list'],
      ['ignored', 'newsletter'],
      ['ignored', 'status'],
    ]);
    expect(await messagesOf(world, businessId)).toEqual([]);
  });

  test('delivers the rest of a batch when one element is broken', async () => {
    const { businessId } = await freshBusiness();
    const good = seedsBody(businessId, 'good').payload.messages[0];
    const { status, body } = await postSeeds(world, {
      tenantId: String(businessId),
      payload: { messages: [{ key: {} }, good] },
    });
    expect(status).toBe(202);
    expect(body.results?.map(({ outcome }) => outcome)).toEqual(['rejected', 'accepted']);
  });

  test.each([
    ['an unknown tenant', 404, () => seedsBody(999_999, 'x'), undefined],
    ['a tenant that is no number', 404, () => seedsBody('1 or 1=1', 'x'), undefined],
    ['a wrong secret', 401, (id: number) => seedsBody(id, 'x'), 'not the secret at all'],
    ['garbage', 400, () => 'this is not json', undefined],
    ['no payload', 400, (id: number) => ({ tenantId: String(id) }), undefined],
    [
      'a message without an id',
      400,
      (id: number) => ({
        tenantId: String(id),
        payload: { messages: [{ key: { remoteJid: '972501234567@s.whatsapp.net' } }] },
      }),
      undefined,
    ],
    ['a body over 3 MB', 413, (id: number) => seedsBody(id, 'x'.repeat(3 * 1024 * 1024)), undefined],
  ])('refuses %s with %i and stores nothing', async (_what, expected, bodyFor, secret) => {
    const { businessId } = await freshBusiness();
    const { status, body } = await postSeeds(world, bodyFor(businessId), secret);
    expect(status).toBe(expected);
    expect(body.detail).toBeTruthy();
    expect(await messagesOf(world, businessId)).toEqual([]);
    expect(await contactsOf(world, businessId)).toEqual([]);
  });

  test('names the field of a message without an id', async () => {
    const { businessId } = await freshBusiness();
    const { body } = await postSeeds(world, {
      tenantId: String(businessId),
      payload: { messages: [{ key: { remoteJid: '972501234567@s.whatsapp.net' } }] },
    });
    expect(body.errors?.[0]?.field).toBe('payload.messages[0].key.id');
  });

  test('race: 20 first messages of one new customer make one contact, one conversation', async () => {
    const { businessId } = await freshBusiness();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => postSeeds(world, seedsBody(businessId, `message ${index}`))),
    );
    expect(answers.map(({ body }) => body.results?.[0]?.outcome)).toEqual(Array.from({ length: 20 }, () => 'accepted'));
    expect(await contactsOf(world, businessId)).toHaveLength(1);
    expect(await conversationsOf(world, businessId)).toHaveLength(1);
    expect((await messagesOf(world, businessId)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  test('race: one message delivered ten times at once is stored once', async () => {
    const { businessId } = await freshBusiness();
    const body = seedsBody(businessId, 'hello');
    const answers = await Promise.all(Array.from({ length: 10 }, () => postSeeds(world, body)));
    const outcomes = answers.map((answer) => answer.body.results?.[0]?.outcome);
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(9);
    expect(await messagesOf(world, businessId)).toHaveLength(1);
  });

  test('two businesses with the same message id from the same customer each keep theirs', async () => {
    const [one, two] = [await createBusiness(world), await createBusiness(world)];
    const id = newMessageId();
    for (const { businessId } of [one, two]) {
      expect((await postSeeds(world, seedsBody(businessId, 'hi', { id }))).body.results?.[0]?.outcome).toBe('accepted');
    }
    expect(await messagesOf(world, two.businessId)).toHaveLength(1);
  });
});

describe('Meta’s webhook', () => {
  const url = () => `${world.apiUrl}/webhook/whatsapp/cloud`;
  const sign = (body: string) =>
    `sha256=${createHmac('sha256', world.config.secrets.whatsappApp).update(body).digest('hex')}`;
  const post = (body: string, signature = sign(body)) =>
    fetch(url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
      body,
    });

  test('answers the handshake with the challenge, for the right token only', async () => {
    const ask = (token: string) =>
      fetch(`${url()}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${encodeURIComponent(token)}`);
    const right = await ask(world.config.secrets.whatsappVerify);
    expect([right.status, await right.text()]).toEqual([200, '1158201444']);
    expect((await ask('wrong')).status).toBe(403);
  });

  test('refuses a wrong signature and one over other bytes, and takes the right one', async () => {
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [], note: 'שלום 🙂' });
    expect((await post(body)).status).toBe(200);
    expect((await post(body, sign(`${body} `))).status).toBe(401);
    expect((await post(body, 'sha256=00')).status).toBe(401);
    const unsigned = await fetch(url(), { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(unsigned.status).toBe(401);
  });

  test('answers 200 to everything correctly signed, garbage included', async () => {
    for (const body of ['not json', '[]', '{"entry":[{"changes":[{"field":"messages"}]}]}', 'null']) {
      expect((await post(body)).status).toBe(200);
    }
  });

  test('handles a number of ours beside an unknown one, which is counted and not stored', async () => {
    const { numberId, businessId } = await freshBusiness();
    const change = (phone_number_id: string) => ({
      field: 'messages',
      value: {
        messaging_product: 'whatsapp',
        metadata: { phone_number_id },
        contacts: [{ wa_id: '972501234567', profile: { name: 'Dana' } }],
        messages: [
          {
            id: `wamid.${newMessageId()}`,
            from: '972501234567',
            timestamp: String(Math.floor(Date.now() / 1_000)),
            type: 'text',
            text: { body: 'hi' },
          },
        ],
      },
    });
    const body = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ changes: [change('900900900'), change(numberId)] }],
    });
    expect((await post(body)).status).toBe(200);
    expect(await messagesOf(world, businessId)).toHaveLength(1);
    const counted = await world.system.select().from(unroutedNumbers);
    expect(counted).toMatchObject([{ provider: 'cloud', numberId: '900900900', count: 1 }]);
  });
});
