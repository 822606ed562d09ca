// The local Temporal server: real ones, started and stopped.
import { Client, Connection } from '@temporalio/client';
import { expect, test } from 'vitest';
import { findTemporalBinary } from '../../scripts/local/find-temporal.ts';
import { startTemporal } from '../../scripts/local/temporal.ts';
import { markOf } from '../../scripts/processes/background.ts';
import { dataFolder } from './data-folder.ts';
import { killedStarter } from './killed-starter.ts';
import { takenPort } from './taken-port.ts';

const binary = await findTemporalBinary(() => undefined);

test('a workflow that was started is there after a stop and a start, and no process stays behind', async () => {
  const settings = { binary, dataDir: await dataFolder(), port: 0, namespaces: ['tests'] };
  const first = await startTemporal(settings);
  await withClient(first.address, (client) =>
    client.workflow.start('nobody-works-on-it', { workflowId: 'kept', taskQueue: 'idle' }),
  );
  await first.stop();
  expect(markOf(first.pid)).toBeUndefined();

  const second = await startTemporal(settings);
  const kept = await withClient(second.address, (client) => client.workflow.getHandle('kept').describe());
  expect(kept.status.name).toBe('RUNNING');
});

test('a server whose starter was killed is taken over by the next start', async () => {
  const dataDir = await dataFolder();
  const pid = await killedStarter('temporal', dataDir);
  const server = await startTemporal({ binary, dataDir, port: 0 });
  expect(server.pid).toBe(pid);
  await server.stop();
  expect(markOf(pid)).toBeUndefined();
});

test('a taken port is one line that names it and the variable that chooses another', async () => {
  const port = await takenPort();
  const start = startTemporal({ binary, dataDir: await dataFolder(), port });
  await expect(start).rejects.toThrow(
    `Port ${port} (the local Temporal server) is taken: stop the program that uses it, or choose another with TEMPORAL_PORT=….`,
  );
});

test('a server that does not come up says so with the end of its log', async () => {
  const start = startTemporal({ binary: process.execPath, dataDir: await dataFolder(), port: 0 });
  await expect(start).rejects.toThrow(/^The local temporal server did not come up; its log ends:\n/);
});

async function withClient<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection, namespace: 'tests' }));
  } finally {
    await connection.close();
  }
}
