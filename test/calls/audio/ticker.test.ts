import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTicker } from '../../../src/calls/audio/ticker.ts';

const fail = (error: unknown): never => {
  throw error;
};

/** A clock moved by hand: its timer fires when the test says so, however early or late. */
function handClock() {
  let now = 1_000;
  let armed: (() => void) | undefined;
  let timers = 0;
  return {
    now: () => now,
    after(_delayMs: number, act: () => void) {
      armed = act;
      timers += 1;
      return () => {
        armed = undefined;
      };
    },
    fireAt(ms: number) {
      now = 1_000 + ms;
      const act = armed;
      armed = undefined;
      act?.();
    },
    isArmed: () => armed !== undefined,
    timers: () => timers,
  };
}

test('a timer that fires a millisecond early wakes nobody and is set again: no tick is lost', () => {
  const clock = handClock();
  const ticks: number[] = [];
  createTicker(fail, clock).join((now) => ticks.push(now - 1_000));
  for (let ms = 0; ms < 200; ms += 20) {
    clock.fireAt(ms);
    clock.fireAt(ms + 19);
  }
  expect(ticks).toEqual([0, 20, 40, 60, 80, 100, 120, 140, 160, 180]);
});

test('after a hold-up each call is woken once, and then at its times as before', () => {
  const clock = handClock();
  const ticks: number[] = [];
  createTicker(fail, clock).join((now) => ticks.push(now - 1_000));
  for (const ms of [0, 507, 520, 540]) clock.fireAt(ms);
  expect(ticks).toEqual([0, 507, 520, 540]);
});

test('many calls share one timer, spread over the 20 ms; who leaves is woken no more', () => {
  const clock = handClock();
  const ticker = createTicker(fail, clock);
  const woken = new Map<number, number[]>();
  const leave = Array.from({ length: 10 }, (_, call) =>
    ticker.join((now) => woken.set(call, [...(woken.get(call) ?? []), now - 1_000])),
  );
  for (let ms = 0; ms < 40; ms += 1) clock.fireAt(ms);
  expect([...woken.values()].flat().filter((ms) => ms < 20).length).toBe(10);
  expect(new Set([...woken.values()].flat().filter((ms) => ms < 20)).size).toBe(5);
  expect(woken.get(0)).toEqual([0, 20]);
  for (const one of leave) one();
  expect(clock.isArmed()).toBe(false);
});

test('a call whose tick throws does not stop the others', () => {
  const clock = handClock();
  const failures: unknown[] = [];
  const ticker = createTicker((error) => failures.push(error), clock);
  const ticks: number[] = [];
  ticker.join(() => fail(new Error('broken')));
  ticker.join((now) => ticks.push(now));
  for (let ms = 0; ms < 60; ms += 2) clock.fireAt(ms);
  expect(failures).toHaveLength(3);
  expect(ticks).toHaveLength(3);
});

test('by the real clock there are fifty ticks in a second', async () => {
  let ticks = 0;
  const leave = createTicker(fail).join(() => {
    ticks += 1;
  });
  await delay(1_000);
  leave();
  expect(ticks).toBeGreaterThan(40);
  expect(ticks).toBeLessThanOrEqual(51);
});
