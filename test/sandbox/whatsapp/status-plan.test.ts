import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/sandbox/seeded-random.ts';
import { planStatuses } from '../../../src/sandbox/whatsapp/status-plan.ts';

const STATUSES = ['sent', 'delivered', 'read'] as const;
const ORDERLY = { statusLatencyMs: [10, 50] as [number, number], duplicateStatuses: 0, shuffleStatuses: false };
const seed = fc.integer();

test('without disorder statuses come in order, each within its latency of the one before', () => {
  fc.assert(
    fc.property(seed, (given) => {
      const plan = planStatuses(STATUSES, ORDERLY, seededRandom(given));
      expect(plan.map(({ status }) => status)).toEqual(STATUSES);
      let beforeMs = 0;
      for (const { afterMs } of plan) {
        expect(afterMs - beforeMs).toBeGreaterThanOrEqual(10);
        expect(afterMs - beforeMs).toBeLessThanOrEqual(50);
        beforeMs = afterMs;
      }
    }),
  );
});

test('with disorder every order happens, and no status is lost or made up', () => {
  const random = seededRandom(1);
  const orders = new Set<string>();
  for (let message = 0; message < 200; message++) {
    const plan = planStatuses(STATUSES, { ...ORDERLY, shuffleStatuses: true }, random).map(({ status }) => status);
    expect(plan.toSorted()).toEqual(STATUSES.toSorted());
    orders.add(plan.join());
  }
  expect(orders.size).toBe(6);
});

test('a duplicate comes after its original, and about as often as asked', () => {
  const random = seededRandom(1);
  let duplicates = 0;
  for (let message = 0; message < 300; message++) {
    const plan = planStatuses(['sent'], { ...ORDERLY, duplicateStatuses: 0.3 }, random);
    duplicates += plan.length - 1;
  }
  expect(duplicates).toBeGreaterThan(60);
  expect(duplicates).toBeLessThan(120);
});

test('the same seed makes the same plan', () => {
  fc.assert(
    fc.property(seed, (given) => {
      const wild = { ...ORDERLY, duplicateStatuses: 0.5, shuffleStatuses: true };
      expect(planStatuses(STATUSES, wild, seededRandom(given))).toEqual(
        planStatuses(STATUSES, wild, seededRandom(given)),
      );
    }),
  );
});
