// One owner of Ctrl-C and `kill`: from the first signal on nothing new is started, and what runs is taken down in order.
const controller = new AbortController();
const parentLookMs = 250;

/** Aborted once this process was told to end. */
export const stopping: AbortSignal = controller.signal;

/**
 * Takes over SIGINT, SIGTERM and SIGHUP. Signals after the first change nothing: npm passes Ctrl-C on although the
 * terminal sends it as well, so a second one says nothing about what the person wants.
 */
export function stopOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort());
  if (process.env.npm_lifecycle_event !== undefined) stopWithParent();
}

/** Resolves when this process is told to end. */
export function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    if (stopping.aborted) resolve();
    stopping.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** A killed npm passes nothing on, and no terminal would lead to this process any more. */
function stopWithParent(): void {
  const parent = process.ppid;
  const look = () => {
    if (process.ppid !== parent) controller.abort();
  };
  setInterval(look, parentLookMs).unref();
}
