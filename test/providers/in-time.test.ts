// Deadlines of a stream: an item that is late, and what becomes of a stream that nobody reads on.
import { expect, test } from 'vitest';
import { inTime, type Wait } from '../../src/providers/in-time.ts';
import { until } from '../support/until.ts';

const NEVER = new AbortController().signal;
const after = (ms: number, said: string): Wait => ({ ms, failure: () => new Error(said) });

/** Gives `items`, then hangs until it is stopped; tells when it was. */
function hanging(...items: string[]) {
  const seen = { stopped: false, finished: false };
  async function* open(signal: AbortSignal) {
    signal.addEventListener('abort', () => {
      seen.stopped = true;
    });
    try {
      yield* items;
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    } finally {
      seen.finished = true;
    }
  }
  return { open, seen };
}

test('each item has its own deadline, and a stream that is late is stopped', async () => {
  const { open, seen } = hanging('one', 'two');
  const read: string[] = [];
  const late = (last: string | undefined) => after(last === 'two' ? 50 : 60_000, `late after ${last ?? 'nothing'}`);
  await expect(
    (async () => {
      for await (const item of inTime(open, late, NEVER)) read.push(item);
    })(),
  ).rejects.toThrow('late after two');
  expect(read).toEqual(['one', 'two']);
  await until('its end', async () => seen.stopped && seen.finished);
});

test('who stops reading stops the stream', async () => {
  const { open, seen } = hanging('one', 'two');
  for await (const _item of inTime(open, () => after(60_000, 'late'), NEVER)) break;
  await until('its end', async () => seen.stopped && seen.finished);
});

test.each<[string, (act: () => void) => void]>([
  ['while an item is looked at', (act) => act()],
  ['while the next one is waited for', queueMicrotask],
])('a stream that ignores being stopped holds nobody up, %s', async (_when, then) => {
  const abort = new AbortController();
  async function* deaf() {
    yield 'one';
    await new Promise(() => undefined);
  }
  const read: string[] = [];
  for await (const item of inTime(deaf, () => after(60_000, 'late'), abort.signal)) {
    read.push(item);
    then(() => abort.abort());
  }
  expect(read).toEqual(['one']);
});

test('what a stream throws is passed on, unless it was aborted', async () => {
  async function* failing() {
    yield 'one';
    throw new Error('broken');
  }
  const readAll = async (signal: AbortSignal, act: () => void) => {
    for await (const _item of inTime(failing, () => after(60_000, 'late'), signal)) act();
  };
  await expect(readAll(NEVER, () => undefined)).rejects.toThrow('broken');
  const abort = new AbortController();
  await expect(readAll(abort.signal, () => abort.abort())).resolves.toBeUndefined();
});
