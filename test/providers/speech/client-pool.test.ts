// Which connection a stream gets.
import { expect, test } from 'vitest';
import { createClientPool, STREAMS_PER_CLIENT } from '../../../src/providers/speech/client-pool.ts';

function poolOfNumbers() {
  const closed: number[] = [];
  let made = 0;
  const pool = createClientPool(
    () => {
      const number = ++made;
      return { number, close: async () => closed.push(number) };
    },
    () => undefined,
  );
  return { pool, closed };
}

test('a connection is shared by fifty streams; the next stream gets another', () => {
  const { pool } = poolOfNumbers();
  const numbers = Array.from({ length: STREAMS_PER_CLIENT + 1 }, () => pool.lease().client.number);
  expect(new Set(numbers.slice(0, -1))).toEqual(new Set([1]));
  expect(numbers.at(-1)).toBe(2);
});

test('the last idle connection stays, spare ones close, and a release counts once', () => {
  const { pool, closed } = poolOfNumbers();
  const leases = Array.from({ length: STREAMS_PER_CLIENT + 1 }, () => pool.lease());
  leases.at(-1)?.release();
  expect(closed).toEqual([2]);
  leases[0]?.release();
  leases[0]?.release();
  expect([pool.lease(), pool.lease()].map(({ client }) => client.number)).toEqual([1, 3]);
  for (const lease of leases) lease.release();
  expect(closed).toEqual([2]);
});

test('a suspected connection keeps its streams, gets no more, and closes with the last of them', () => {
  const { pool, closed } = poolOfNumbers();
  const [one, other] = [pool.lease(), pool.lease()];
  one.retire();
  expect(pool.lease().client.number).toBe(2);
  one.release();
  expect(closed).toEqual([]);
  other.release();
  expect(closed).toEqual([1]);
});
