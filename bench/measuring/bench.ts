// The frame of a bench: what it started is taken down however it ends.
import { Problem } from '../../scripts/processes/problem.ts';
import { stopOnSignals, stopping, toldToStop } from '../../scripts/processes/stopping.ts';
import { complain } from '../../scripts/start/terminal.ts';

/**
 * Runs `measure` until it is done or the person stops it, and ends the process.
 * @param whyLinux what it needs of Linux, as a sentence
 */
export async function runBench(
  whyLinux: string,
  measure: (started: AsyncDisposableStack) => Promise<void>,
): Promise<never> {
  stopOnSignals();
  process.exit(await exitCodeOf(whyLinux, measure));
}

async function exitCodeOf(whyLinux: string, measure: (started: AsyncDisposableStack) => Promise<void>) {
  if (process.platform !== 'linux') {
    complain(`${whyLinux}: run it on Linux.`);
    return 1;
  }
  const started = new AsyncDisposableStack();
  let measuring: Promise<void> = Promise.resolve();
  try {
    measuring = measure(started);
    await Promise.race([measuring, toldToStop()]);
    return stopping.aborted ? 130 : 0;
  } catch (error) {
    complain(error instanceof Problem ? error.message : String(error instanceof Error ? error.stack : error));
    return 1;
  } finally {
    await started.disposeAsync();
    // What it still waits for has just been taken away from it.
    await measuring.catch(() => undefined);
  }
}
