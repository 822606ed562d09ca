// Chaos with real processes: what customers write is answered once and in order, whatever is killed meanwhile.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageId } from '../../src/db/ids.ts';
import { type Random, seededRandom } from '../../src/sandbox/seeded-random.ts';
import { createBusiness } from '../support/factories.ts';
import { ACCIDENTS_LAST_MS, happen, planAccidents } from './accidents.ts';
import * as checks from './checks.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { deliver, planMessages } from './customers.ts';
import { type Evidence, gather, settle } from './evidence.ts';

/** The same seed makes the same messages and the same accidents; how they meet is up to the machine. */
const SEED = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env.CHAOS_ROUNDS ?? 1);
const WORKERS = 2;

const START_WITHIN_MS = 120_000;
const ROUND_WITHIN_MS = 360_000;

const written: string[] = [];
const underWay = new Set<MessageId>();
let cluster: Cluster;
let evidence: Evidence;

beforeAll(
  async () => {
    console.log(`CHAOS_SEED=${SEED}`);
    cluster = await startCluster({ workers: WORKERS, schedulers: 1 });
    // So slow that kills meet sends under way.
    cluster.sandbox.change({
      latencyMs: 1_500,
      statusLatencyMs: [200, 3_000],
      seed: SEED,
      duplicateStatuses: 0.2,
      shuffleStatuses: true,
    });
    const random = seededRandom(SEED);
    for (let round = 0; round < ROUNDS; round += 1) await storm(random);
    evidence = await gather(cluster);
    const { inbound, outbound } = evidence;
    console.log(`${inbound.length} messages, ${outbound.length} answers, ${underWay.size} sends under way at kills`);
  },
  START_WITHIN_MS + ROUNDS * ROUND_WITHIN_MS,
);
afterAll(() => cluster.close());

/** Two businesses, their customers, and everything that can go wrong. Resolves when all is settled. */
async function storm(random: Random): Promise<void> {
  const quick = { answerAfterSilenceMs: 50, answerAfterAtMostMs: 500 };
  const businesses = [await createBusiness(cluster, quick), await createBusiness(cluster, quick)];
  const startedAt = Date.now();
  const writtenFrom = new Date(Math.floor(startedAt / 1_000 - 60) * 1_000);
  const messages = planMessages(random, businesses, { overMs: ACCIDENTS_LAST_MS, writtenFrom });
  const accidents = planAccidents(random, WORKERS);
  const [ids, cutOff] = await Promise.all([
    Promise.all(messages.map((message) => deliver(cluster, message, startedAt))),
    happen(cluster, accidents, startedAt),
  ]);
  written.push(...ids);
  for (const id of cutOff) underWay.add(id);
  await settle(cluster);
}

test('every message is stored once', () => {
  expect(written).toHaveLength(ROUNDS * 200);
  expect(checks.storedOnce(evidence, written)).toEqual([]);
});

test('every message is covered, by an answer or by a flag', () => {
  expect(checks.covered(evidence)).toEqual([]);
});

test('every answer lists the messages it covers, and none is covered twice', () => {
  expect(checks.everyAnswerCovers(evidence)).toEqual([]);
});

test('no answer is handed to the provider twice', () => {
  expect(checks.handedOverOnce(evidence)).toEqual([]);
});

test('only sends that were under way at a kill are left to a person', () => {
  expect(checks.flaggedForAReason(evidence, underWay)).toEqual([]);
});

test('every other answer is read in the end', () => {
  expect(checks.everyAnswerIsRead(evidence)).toEqual([]);
});

test('answers reach each customer in order', () => {
  expect(checks.sentInOrder(evidence)).toEqual([]);
});

test('what a customer wrote first is not answered after what they wrote later', () => {
  expect(checks.answeredInOrder(evidence)).toEqual([]);
});

test('no start waits in the outbox', () => {
  expect(checks.nothingWaits(evidence)).toEqual([]);
});

test('every message and every answer had one workflow, and none failed or still runs', () => {
  expect(checks.everyJobRanOnce(evidence, written.length)).toEqual([]);
});
