// No GET changes state: every route is asked, and the whole database is compared with what it was.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { UserId } from '../../src/db/ids.ts';
import { memberships } from '../../src/db/schema/index.ts';
import { createBusiness } from '../support/factories.ts';
import { fillEveryTable } from '../support/fill-every-table.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { createKey, createPerson } from './people.ts';

let api: TestApi;
let owner: pg.Client;
beforeAll(async () => {
  api = await buildTestApi();
  owner = new pg.Client({ connectionString: api.databases.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await api.close();
});

/** Using a session prolongs it, and a key's last use is noted: the two exceptions. */
const PROLONGED = ['expires_at', 'updated_at', 'last_used_at'];

/** A fingerprint of every table's rows. */
async function pictureOfEverything(): Promise<Record<string, string>> {
  const { rows: tables } = await owner.query(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_schema in ('public', 'auth') and table_type = 'BASE TABLE' order by 1`,
  );
  const picture: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await owner.query(
      `select md5(coalesce(string_agg(row_as_text, '|' order by row_as_text), '')) as print
       from (select (to_jsonb(t) - $1::text[])::text as row_as_text from ${name} as t) as each_row`,
      [PROLONGED],
    );
    picture[name] = rows[0].print;
  }
  return picture;
}

test('every GET route, asked by a member, by a program and by an administrator, leaves every table as it was', async () => {
  const { businessId, channelId } = await createBusiness(api);
  const filled = await api.withBusiness(businessId, (tx) => fillEveryTable(tx, channelId));
  const person = await createPerson(api, { systemAdmin: true });
  await api.withBusiness(businessId, (tx) =>
    tx.insert(memberships).values({
      businessId,
      userId: person.userId as UserId,
      role: 'owner',
      displayName: 'Dana',
      email: 'owner@example.test',
    }),
  );
  const key = await createKey(api, businessId, ['read', 'write'], person.userId);
  const ids: Record<string, string> = {
    businessId: String(businessId),
    channelId,
    leadId: filled.lead.id,
    contactId: filled.contact.id,
    conversationId: filled.conversation.id,
    messageId: filled.message.id,
    notificationId: filled.notification.id,
    reminderId: filled.reminder.id,
    keyId: filled.key.id,
    workflowId: encodeURIComponent(filled.operation.workflowId),
  };
  // The live stream never ends; test/http/events.test.ts reads it.
  const routes = [...api.routes].filter((route) => route.startsWith('GET /') && route !== 'GET /api/events');
  expect(routes.length).toBeGreaterThan(20);
  const before = await pictureOfEverything();
  const statuses: number[] = [];
  for (const route of routes) {
    const url = route.slice('GET '.length).replace(/:(\w+)/g, (_, name: string) => ids[name] ?? 'nobody');
    for (const headers of [person.headers, key.headers]) {
      statuses.push((await api.app.inject({ method: 'GET', url: url.replace('*', 'nothing'), headers })).statusCode);
    }
  }
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(routes.length / 2);
  expect(await pictureOfEverything()).toEqual(before);
});
