// Recordings are kept for as long as the business wants: then the audio goes, and the row says so.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callRecordings, calls } from '../../src/db/schema/index.ts';
import { recordingsCleanup } from '../../src/jobs/catalogue.ts';
import { createLocalDisk } from '../../src/providers/storage/local-disk.ts';
import type { FileStorage } from '../../src/providers/storage/storage.ts';
import { until } from '../support/until.ts';
import { createCalledBusiness, type PhoneWorld, recordingsOf, startPhoneWorld } from './phone-world.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

let world: PhoneWorld;
let storage: FileStorage;
beforeAll(async () => {
  world = await startPhoneWorld({ roles: ['worker'] });
  storage = createLocalDisk(`${world.config.dataDir}/files`);
});
afterAll(() => world.close());

type Business = Awaited<ReturnType<typeof createCalledBusiness>>;
type State = (typeof callRecordings.$inferInsert)['state'];

/** A call with recordings as many days old as said. @returns their keys in storage */
async function recorded({ businessId, voiceChannelId, voiceNumber }: Business, ages: [days: number, state: State][]) {
  const sid = (kind: 'CA' | 'RE') => `${kind}${randomBytes(16).toString('hex')}`;
  const keys: string[] = [];
  await world.withBusiness(businessId, async (tx) => {
    const [call] = await tx
      .insert(calls)
      .values({
        businessId,
        callSid: sid('CA'),
        channelId: voiceChannelId,
        fromNumber: '+972501234567',
        toNumber: voiceNumber,
        state: 'completed',
        startedAt: new Date(),
        admission: 'admitted',
        recordingConsent: 'noticed',
        language: 'en',
        traceId: 'test',
      })
      .returning({ id: calls.id });
    if (!call) throw new Error('no call was made');
    for (const [days, state] of ages) {
      const fileKey = state === 'stored' ? `${businessId}/withheld/${sid('RE')}` : null;
      if (fileKey) await storage.put(fileKey, { mimeType: 'audio/wav', bytes: Buffer.from('the caller’s voice') });
      keys.push(fileKey ?? '');
      await tx.insert(callRecordings).values({
        businessId,
        callId: call.id,
        recordingSid: sid('RE'),
        kind: 'call',
        state,
        fileKey,
        createdAt: new Date(Date.now() - days * DAY_MS),
      });
    }
  });
  return keys;
}

const statesOf = async ({ businessId }: Business) => (await recordingsOf(world, businessId)).map(({ state }) => state);

/** The system's night. @returns how many businesses had work */
async function night(): Promise<{ businesses: number }> {
  await world.jobs.startSystem(recordingsCleanup, 'test');
  return world.client.workflow.getHandle(`system/${recordingsCleanup.workflow}`).result();
}

const figuresOf = ({ businessId }: Business) =>
  world.client.workflow.getHandle(`business/${businessId}/recordings:cleanup`).result();

test('after seven days the file goes and the row stays; younger ones, and what never had audio, are left alone', async () => {
  const business = await createCalledBusiness(world);
  const [old = '', young = ''] = await recorded(business, [
    [8, 'stored'],
    [6, 'stored'],
    [8, 'at-provider'],
    [8, 'absent'],
  ]);
  expect(await night()).toEqual({ businesses: 1 });
  expect(await figuresOf(business)).toEqual({ expired: 2 });
  expect(await statesOf(business)).toEqual(['expired', 'stored', 'expired', 'absent']);
  expect([await storage.get(old), (await storage.get(young))?.mimeType]).toEqual([undefined, 'audio/wav']);
  expect(await night()).toEqual({ businesses: 0 });
});

test('a business keeps its recordings for as long as it has set', async () => {
  const business = await createCalledBusiness(world, { recordingsKeptDays: 30 });
  await recorded(business, [
    [31, 'stored'],
    [29, 'stored'],
  ]);
  await night();
  await until('the old one to go', async () => (await statesOf(business)).includes('expired'));
  expect(await statesOf(business)).toEqual(['expired', 'stored']);
});
