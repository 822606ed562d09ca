// Waiting for one of our processes to answer over HTTP.
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptRunning } from '../processes/node-process.ts';
import { Problem, tailOf } from '../processes/problem.ts';

const readyWithinMs = 60_000;

/**
 * Resolves once `GET url` answers 200.
 * @throws Problem with the last lines of the log when the process ends first, or after a minute
 */
export async function waitUntilReady(name: string, process: KeptRunning, url: string): Promise<void> {
  let end: string | undefined;
  void process.firstEnd.then((how) => {
    end = how;
  });
  const deadline = Date.now() + readyWithinMs;
  while (!(await answers(url))) {
    const problem = end === undefined ? `did not answer at ${url} within ${readyWithinMs / 1_000} s` : `ended (${end})`;
    if (end !== undefined || Date.now() > deadline) {
      throw new Problem(
        `The ${name} ${problem}; its log (${process.logFile}) ends:\n${await tailOf(process.logFile, 8)}`,
      );
    }
    await sleep(100);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    // Nobody listens yet.
    return false;
  }
}
