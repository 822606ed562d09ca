// The whole system with a phone line: callers talk with a calls process, while what is behind it is killed.

import { freePort } from '../../scripts/local/ports.ts';
import type { PhoneSandbox } from '../../src/sandbox/phone.ts';
import { startPhone } from '../calls/phone-world.ts';
import { fixedSentences, startVoices } from '../calls/talk/talk-world.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { type RoleProcess, superviseRole } from './role-process.ts';

export interface TalkCluster extends Cluster {
  readonly phone: PhoneSandbox;
  readonly calls: RoleProcess;
  /** The only one. */
  readonly worker: RoleProcess;
}

/** One worker, one scheduler, one calls process that is ready to talk. */
export async function startTalkCluster(): Promise<TalkCluster> {
  await using begun = new AsyncDisposableStack();
  const voices = await startVoices(begun);
  const callsPort = await freePort();
  const phone = await startPhone(callsPort, { book: voices.speech.book });
  const variables = { ...voices.variables, ...phone.variables };
  const cluster = begun.adopt(await startCluster({ workers: 1, schedulers: 1, variables }), (one) => one.close());
  // Callers hang up before what they talk with ends.
  begun.defer(() => phone.phone.close());
  const [worker] = cluster.workers;
  if (!worker) throw new Error('no worker was started');
  const calls = begun.use(superviseRole({ ...cluster.env, SERVICE_ROLE: 'calls' }, callsPort));
  calls.start();
  await calls.ready();
  await fixedSentences(voices.synthesis);
  const ending = begun.move();
  return { ...cluster, phone: phone.phone, calls, worker, close: () => ending.disposeAsync() };
}
