// Recorded histories, replayed on today's workflows: a change that would break a run under way fails here.
import { readdirSync, readFileSync } from 'node:fs';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, expect, test } from 'vitest';
import { workflowBundle } from '../../src/jobs/workflow-bundle.ts';

const FOLDER = new URL('histories/', import.meta.url).pathname;
const histories = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

let bundlePath: string;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  bundlePath = await workflowBundle(new DefaultLogger('WARN'));
});

const read = (file: string) => JSON.parse(readFileSync(`${FOLDER}${file}`, 'utf8'));
const replay = (history: unknown, workflowId: string) =>
  Worker.runReplayHistory({ workflowBundle: { codePath: bundlePath } }, history, workflowId);

/** The ID a history was recorded under: workflows read their business from it. */
function workflowIdOf(history: {
  events: { workflowExecutionStartedEventAttributes?: { workflowId?: string } }[];
}): string {
  return history.events[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? 'none';
}

test.each(histories)('%s replays', async (file) => {
  const history = read(file);
  await expect(replay(history, workflowIdOf(history))).resolves.toBeUndefined();
});

test('a history that tells another story does not replay', async () => {
  const history = read('send-delivered.json');
  for (const event of history.events) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled) scheduled.activityType.name = 'somethingElse';
  }
  await expect(replay(history, workflowIdOf(history))).rejects.toThrow();
});
