// A stream from a provider, with a deadline for each thing that comes: it may be late at the start or stop in the middle.

/** How long the next item may take, and what is said of it when it takes longer. */
export interface Wait {
  ms: number;
  failure: () => Error;
}

/**
 * Yields what `open` yields, as long as each item comes in time. Only waiting counts, not what is done with an item.
 * @param open begins the stream; its signal is aborted when nobody wants more
 * @param waitFor the deadline of the item that follows `last`; nothing came before the first
 * @param signal aborted: the stream ends at once and quietly, as whoever did it knows why
 * @throws the failure of the wait that was too long, and whatever the stream throws
 */
export async function* inTime<Item>(
  open: (signal: AbortSignal) => AsyncIterable<Item>,
  waitFor: (last: Item | undefined) => Wait,
  signal: AbortSignal,
): AsyncGenerator<Item, void> {
  if (signal.aborted) return;
  const stop = new AbortController();
  const items = open(AbortSignal.any([signal, stop.signal]))[Symbol.asyncIterator]();
  let last: Item | undefined;
  try {
    while (!signal.aborted) {
      const next = await nextWithin(items, waitFor(last), signal);
      if (next === 'aborted' || next.done) return;
      last = next.value;
      yield last;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    stop.abort();
    // It may hang for as long as it likes, and what it still has to say nobody waits for.
    Promise.resolve(items.return?.()).catch(() => undefined);
  }
}

function nextWithin<Item>(
  items: AsyncIterator<Item>,
  { ms, failure }: Wait,
  signal: AbortSignal,
): Promise<IteratorResult<Item> | 'aborted'> {
  const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<Item> | 'aborted'>();
  const onAbort = () => resolve('aborted');
  signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => reject(failure()), ms);
  items.next().then(resolve, reject);
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  });
}
