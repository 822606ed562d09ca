// Calls over the API: found by what one looks for, page by page; one whole; its recording removed; live, turn by turn.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTurn } from '../../src/db/calls/turns.ts';
import { rememberSpokenFacts } from '../../src/db/conversations/facts.ts';
import type { CallId } from '../../src/db/ids.ts';
import type { Turn } from '../../src/domain/calls/turn.ts';
import { createJobs, type Jobs } from '../../src/jobs/jobs.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { addCall, addCaller, addRecording, ring, turn } from '../support/calls.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { caller } from './caller.ts';
import { readEvents } from './event-reader.ts';
import { createMember } from './people.ts';
import { addConversation, createStaffedBusiness } from './talk.ts';

let api: TestApi;
let jobs: Jobs;
let url: string;
beforeAll(async () => {
  api = await buildTestApi();
  jobs = createJobs({ client: api.client, system: api.system, log: createLog('test', 'silent') });
  url = await api.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => api.close());

type Business = Awaited<ReturnType<typeof createStaffedBusiness>>;

async function idsOf({ program }: Business, query: string): Promise<string[]> {
  const { status, body } = await program.get(`/api/calls?${query}`);
  expect(status).toBe(200);
  return body.items.map(({ id }: { id: string }) => id);
}

const addTurnTo = ({ businessId }: Business, callId: CallId, one: Turn) =>
  api.withBusiness(businessId, (tx) => writeTurn(tx, jobs, callId, one, 'over'));

test('a call is found by the caller’s name, by their number however it is written, and by what was said', async () => {
  const business = await createStaffedBusiness(api);
  const contactId = await addCaller(api, business, 'Dana Levi', '+972501112222');
  const dana = await addCall(api, business, { contactId, fromNumber: '+972501112222' });
  const stranger = await addCall(api, business, { fromNumber: '+972533334444' });
  await addTurnTo(business, stranger.id, turn(1, 'The 100% tap drips', 'I see. Where?'));
  expect(await idsOf(business, 'search=dana')).toEqual([dana.id]);
  expect(await idsOf(business, 'search=050-111 2222')).toEqual([dana.id]);
  expect(await idsOf(business, 'search=053-333')).toEqual([stranger.id]);
  expect(await idsOf(business, 'search=TAP DRIPS')).toEqual([stranger.id]);
  expect(await idsOf(business, 'search=i see')).toEqual([stranger.id]);
  // Nothing in it is special: this is no pattern.
  expect(await idsOf(business, `search=${encodeURIComponent('100% tap')}`)).toEqual([stranger.id]);
  expect(await idsOf(business, `search=${encodeURIComponent('T%p')}`)).toEqual([]);
  expect(await idsOf(business, 'search=Nobody')).toEqual([]);
});

test('a caller whom nobody has named is called as they called themselves', async () => {
  const business = await createStaffedBusiness(api);
  const contactId = await addCaller(api, business, null, '+972501113333');
  const call = await addCall(api, business, { contactId, fromNumber: '+972501113333' });
  await api.withBusiness(business.businessId, (tx) =>
    rememberSpokenFacts(tx, contactId, call.id, [{ field: 'name', value: 'Noa Bar', confidence: 1 }]),
  );
  expect(await idsOf(business, 'search=noa')).toEqual([call.id]);
  const { body } = await business.program.get(`/api/calls/${call.id}`);
  expect(body).toMatchObject({ contact: { name: 'Noa Bar', phone: '+972501113333' } });
});

test('those of which a recording can be heard are found', async () => {
  const business = await createStaffedBusiness(api);
  const [heard, late, removed] = [
    await addCall(api, business),
    await addCall(api, business),
    await addCall(api, business),
  ];
  await addRecording(api, business, heard.id);
  await addRecording(api, business, late.id, { state: 'at-provider', fileKey: null });
  await addRecording(api, business, removed.id, { state: 'removed' });
  expect(await idsOf(business, 'with=recording')).toEqual([heard.id]);
});

test('the pages of a list hold every call that fits once, the newest first', async () => {
  const business = await createStaffedBusiness(api);
  const made: string[] = [];
  for (let count = 0; count < 5; count += 1) {
    made.push((await addCall(api, business, { result: 'message' })).id);
    await addCall(api, business, { result: 'no-talk' });
  }
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await business.program.get(
      `/api/calls?result=message&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor;
  }
  expect(seen).toEqual(made.toReversed());
});

test('one call comes with its turns, how each answer ended and where its time went, and whom one can write to', async () => {
  const business = await createStaffedBusiness(api);
  const conversationId = await addConversation(api, business);
  const { contact } = (await business.program.get(`/api/conversations/${conversationId}`)).body;
  const call = await addCall(api, business, { contactId: contact.id, fromNumber: contact.phone });
  const stages = { endpointing: 420, transcript: 30, firstToken: 310, firstAudio: null };
  const first = turn(1, '', 'Hello, how can I help?');
  const second = turn(2, 'A tap', 'What is', { answerEnd: 'interrupted', stages });
  for (const one of [first, second]) await addTurnTo(business, call.id, one);
  const { body } = await business.program.get(`/api/calls/${call.id}`);
  expect(body).toMatchObject({
    callerPhone: contact.phone,
    contact,
    conversationId,
    turns: [
      { n: 1, callerText: '', answerEnd: 'finished' },
      { n: 2, callerText: 'A tap', heardText: 'What is', answerEnd: 'interrupted', stages },
    ],
  });
});

test('a withheld number is shown as none', async () => {
  const business = await createStaffedBusiness(api);
  const call = await addCall(api, business, { fromNumber: '+266696687' });
  const { body } = await business.program.get(`/api/calls/${call.id}`);
  expect(body).toMatchObject({ from: '+266696687', callerPhone: null, contact: null, conversationId: null });
});

test('a recording that is removed is gone with its file, the call stays; removing it again changes nothing', async () => {
  const business = await createStaffedBusiness(api);
  const call = await addCall(api, business);
  const { id, fileKey } = await addRecording(api, business, call.id);
  await api.storage.put(fileKey, { mimeType: 'audio/wav', bytes: Buffer.from('audio') });
  const path = `/api/calls/${call.id}/recordings/${id}`;
  for (const _time of ['once', 'again']) expect((await business.program.delete(path)).status).toBe(204);
  expect(await api.storage.get(fileKey)).toBeUndefined();
  expect(await business.program.get(path)).toMatchObject({
    status: 410,
    body: { detail: 'Somebody removed the recording.' },
  });
  const { body } = await business.program.get(`/api/calls/${call.id}`);
  expect(body.recordings).toMatchObject([{ id, state: 'removed' }]);
});

test('a recording that is on its way is not removed, and one that is none is not found', async () => {
  const business = await createStaffedBusiness(api);
  const call = await addCall(api, business);
  const path = (id: string) => `/api/calls/${call.id}/recordings/${id}`;
  const late = await addRecording(api, business, call.id, { state: 'at-provider', fileKey: null });
  const lost = await addRecording(api, business, call.id, { state: 'lost', fileKey: null });
  expect((await business.program.delete(path(late.id))).status).toBe(409);
  expect((await business.program.delete(path(lost.id))).status).toBe(404);
  expect((await business.program.delete(path(randomUUID()))).status).toBe(404);
});

test('recordings and calls are removed by who may manage the business, not by every colleague', async () => {
  const business = await createStaffedBusiness(api);
  const call = await addCall(api, business);
  const { id } = await addRecording(api, business, call.id);
  const [agent, admin] = [
    caller(api.app, await createMember(api, business.businessId, 'agent')),
    caller(api.app, await createMember(api, business.businessId, 'admin')),
  ];
  for (const path of [`/api/calls/${call.id}/recordings/${id}`, `/api/calls/${call.id}`]) {
    expect((await agent.delete(path)).status).toBe(403);
    expect((await admin.delete(path)).status).toBe(204);
  }
});

test('a call’s beginning, each turn and its end are told live, and whoever reads then finds them there', async () => {
  const business = await createStaffedBusiness(api);
  const reader = await readEvents(`${url}/api/events`, business.headers);
  const call = await ring({ ...api, jobs }, business);
  const changed = { event: 'call.changed', data: { callId: call.id } };
  const whole = async () => (await business.program.get(`/api/calls/${call.id}`)).body;

  expect(await reader.next()).toMatchObject(changed);
  expect(await whole()).toMatchObject({ state: 'ringing', turns: [] });
  expect(await idsOf(business, 'only=live')).toEqual([call.id]);
  for (const n of [1, 2]) {
    await call.addTurn(turn(n, `Question ${n}`, `Answer ${n}`));
    expect(await reader.next()).toMatchObject(changed);
    expect((await whole()).turns).toHaveLength(n);
  }
  // A turn that is written twice is told once: what comes next is the end.
  await call.addTurn(turn(2, 'Question 2', 'Answer 2'));
  await call.tell({ kind: 'status', state: 'completed', at: new Date(), durationS: 12 });
  expect(await reader.next()).toMatchObject({ ...changed, id: 4 });
  expect(await whole()).toMatchObject({ state: 'completed', durationS: 12 });
  expect(await idsOf(business, 'only=live')).toEqual([]);
  reader.leave();
});
