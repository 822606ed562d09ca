// One reader's stream by itself: what happens while nothing happens, and when somebody leaves.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEventFeed, type EventFeed } from '../../src/http/live/event-feed.ts';
import { eventStream, type Reader } from '../../src/http/live/event-stream.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { addConversation, createStaffedBusiness } from './talk.ts';

let api: TestApi;
let feed: EventFeed;
const log = createLog('test', 'silent');
beforeAll(async () => {
  api = await buildTestApi();
  feed = createEventFeed(api.databases.appUrl, api.withBusiness, log);
});
afterAll(async () => {
  await feed.close();
  await api.close();
});

async function follow(options: Partial<Reader> = {}) {
  const business = await createStaffedBusiness(api);
  const controller = new AbortController();
  const { businessId } = business;
  const mayGoOn = async () => true;
  const reader: Reader = {
    feed,
    businessId,
    after: 0,
    mayGoOn,
    keepAliveMs: 10,
    signal: controller.signal,
    log,
    ...options,
  };
  const stream = eventStream(reader);
  expect((await stream.next()).value).toBe('id: 0\n\n');
  return { business, controller, stream };
}

const KEEP_ALIVE = { value: ': keep-alive\n\n', done: false };

test('while nothing happens a comment keeps the connection alive', async () => {
  const { stream } = await follow();
  expect(await stream.next()).toEqual(KEEP_ALIVE);
  expect(await stream.next()).toEqual(KEEP_ALIVE);
  await stream.return(undefined);
});

test('someone who may no longer read is let go at the next keep-alive', async () => {
  let may = true;
  const { stream } = await follow({ mayGoOn: async () => may });
  expect(await stream.next()).toEqual(KEEP_ALIVE);
  may = false;
  expect((await stream.next()).done).toBe(true);
});

test('someone who may no longer read is let go although the stream never falls silent', async () => {
  const busy: Reader['feed'] = {
    subscribe: feed.subscribe,
    readAfter: async (_business, after) => ({
      kind: 'events',
      events: [{ number: after + 1, type: 'conversation.changed', data: {} }],
    }),
  };
  const { stream } = await follow({ feed: busy, mayGoOn: async () => false });
  while (!(await stream.next()).done);
});

test('a reader who leaves while nothing happens is forgotten at once', async () => {
  let subscribers = 0;
  const counted: Reader['feed'] = {
    ...feed,
    subscribe(businessId, onNews) {
      subscribers += 1;
      const unsubscribe = feed.subscribe(businessId, onNews);
      return () => {
        subscribers -= 1;
        unsubscribe();
      };
    },
  };
  const { stream, controller } = await follow({ feed: counted, keepAliveMs: 3_600_000 });
  const waiting = stream.next();
  expect(subscribers).toBe(1);
  controller.abort();
  expect((await waiting).done).toBe(true);
  expect(subscribers).toBe(0);
});

test('a read that fails is tried again, and what happened meanwhile is not lost', async () => {
  let fails = true;
  const flaky: Reader['feed'] = {
    subscribe: feed.subscribe,
    readAfter: async (...args) => {
      if (fails) throw new Error('Postgres has gone away');
      return feed.readAfter(...args);
    },
  };
  const { business, stream } = await follow({ feed: flaky });
  const id = await addConversation(api, business);
  await business.program.post(`/api/conversations/${id}/take-over`);
  expect(await stream.next()).toEqual(KEEP_ALIVE);
  fails = false;
  let { value } = await stream.next();
  while (value === KEEP_ALIVE.value) ({ value } = await stream.next());
  expect(value).toBe(`id: 1\nevent: conversation.changed\ndata: {"conversationId":"${id}"}\n\n`);
  await stream.return(undefined);
});
