// A reader of a server-sent stream, as a browser reads it, with the last id it has.

export interface SentEvent {
  id: number;
  event: string;
  data: Record<string, string>;
}

export interface EventReader {
  /** The id a browser would send as Last-Event-ID. */
  lastId(): number;
  /** The next event, skipping what a browser does not dispatch. @throws when the stream has ended */
  next(): Promise<SentEvent>;
  /** Resolves when the server has ended the stream. */
  ended(): Promise<void>;
  leave(): void;
}

/** Resolves when the stream has begun. @throws with the answer when it is no stream */
export async function readEvents(url: string, headers: Record<string, string>): Promise<EventReader> {
  const leaving = new AbortController();
  const response = await fetch(url, { headers, signal: leaving.signal });
  if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`);
  const blocks = blocksOf(response.body.pipeThrough(new TextDecoderStream()));
  const fieldsOf = (block: string) => Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2)));
  const first = fieldsOf((await blocks.next()).value ?? '');
  let lastId = Number(first.id);
  return {
    lastId: () => lastId,
    async next() {
      for (;;) {
        const { value, done } = await blocks.next();
        if (done) throw new Error('the stream has ended');
        const { id, event, data } = fieldsOf(value);
        if (data === undefined) continue;
        lastId = Number(id);
        return { id: lastId, event: event ?? '', data: JSON.parse(data) };
      }
    },
    async ended() {
      while (!(await blocks.next()).done);
    },
    leave: () => leaving.abort(),
  };
}

async function* blocksOf(text: ReadableStream<string>): AsyncGenerator<string, undefined> {
  let buffered = '';
  for await (const chunk of text) {
    buffered += chunk;
    const blocks = buffered.split('\n\n');
    buffered = blocks.pop() ?? '';
    yield* blocks;
  }
}
