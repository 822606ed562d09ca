// Follows a business's live events for as long as the page is open, through lost connections. EventSource cannot: it
// sends no header to say which business, does not notice a dead connection, and gives up for good on an error page.
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { isSignedOut, request } from '../api/request.ts';

export interface EventFollower {
  /** One event, in the order they happened; none is missed after `onAnew`. */
  onEvent(event: EventSourceMessage): void;
  /** What was read before may be out of date: read everything again. */
  onAnew(): void;
  /** Whether events are coming through. */
  onConnection(isAway: boolean): void;
  /** The session has ended; nothing more comes. */
  onSignedOut(): void;
  /** Ends the following. */
  signal: AbortSignal;
}

/** The server sends something at least every 15 s, a comment if nothing else. */
const SILENT_AFTER_MS = 40_000;

/** Between two tries; some chance keeps all open pages from coming back in the same instant. */
const pauseMs = () => 1_000 + Math.random() * 2_000;

/** Resolves when `signal` aborts, or the session has ended. */
export async function followEvents(businessId: number, follower: EventFollower): Promise<void> {
  const { onEvent, onAnew, onConnection, onSignedOut, signal } = follower;
  let lastId: string | undefined;
  while (!signal.aborted) {
    try {
      await readUntilLost(businessId, lastId, signal, {
        onOpen() {
          onConnection(false);
          if (lastId === undefined) onAnew();
        },
        onEvent(event) {
          lastId = event.id ?? lastId;
          if (event.event === 'reset') onAnew();
          else onEvent(event);
        },
      });
    } catch (error) {
      if (isSignedOut(error)) return onSignedOut();
    }
    if (signal.aborted) return;
    onConnection(true);
    await pause(signal);
  }
}

/** One connection, from its opening to its end. @throws when it is refused, breaks or falls silent */
async function readUntilLost(
  businessId: number,
  lastId: string | undefined,
  signal: AbortSignal,
  { onOpen, onEvent }: { onOpen(): void; onEvent(event: EventSourceMessage): void },
): Promise<void> {
  const silence = new AbortController();
  const headers = { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
  const connection = AbortSignal.any([signal, silence.signal]);
  let watchdog = setTimeout(() => silence.abort(), SILENT_AFTER_MS);
  try {
    const response = await request('/api/events', { businessId, headers, signal: connection });
    onOpen();
    const parser = createParser({ onEvent });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => silence.abort(), SILENT_AFTER_MS);
      parser.feed(read.value);
    }
  } finally {
    clearTimeout(watchdog);
  }
}

/** Over at once when the network comes back, or nobody waits any more. */
function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener('online', over);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, pauseMs());
    addEventListener('online', over);
    signal.addEventListener('abort', over);
  });
}
