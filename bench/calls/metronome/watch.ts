// A bare metronome on the measured core: what a process that does nothing else gets of it, beside what is measured.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { programPath } from '../../../scripts/processes/project.ts';

export interface Metronome extends AsyncDisposable {
  readonly pid: number;
  /** How late (ms) each of its beats was since it was asked last. */
  lateness(): Promise<readonly number[]>;
}

const answer = z.array(z.number());

export function startMetronome(core: number): Metronome {
  const child: ChildProcess = fork(programPath('bench/calls/metronome/metronome.ts'), {
    execPath: 'taskset',
    execArgv: ['-c', String(core), process.execPath],
  });
  if (child.pid === undefined) throw new Error('The metronome did not start.');
  return {
    pid: child.pid,
    async lateness() {
      const told = once(child, 'message');
      child.send('how late?');
      return answer.parse((await told)[0]);
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
