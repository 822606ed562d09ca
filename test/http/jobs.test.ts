// What a business may ask of its jobs, also while the job system is away.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operations } from '../../src/db/schema/index.ts';
import { connectLazily } from '../../src/jobs/connection.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { caller } from './caller.ts';
import { createStaffedBusiness, NOBODY } from './talk.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

/** A running operation: no worker takes it, so it waits. */
async function runningOperation() {
  const business = await createStaffedBusiness(api);
  const { businessId } = business;
  const workflowId = `business/${businessId}/bulk:1`;
  await api.client.workflow.start('bulkOperation', { workflowId, taskQueue: 'maintenance', args: [{}] });
  const [row] = await api.withBusiness(businessId, (tx) =>
    tx.insert(operations).values({ businessId, kind: 'bulk', workflowId }).returning(),
  );
  if (!row) throw new Error('no operation was made');
  return { ...business, workflowId, operationId: row.id };
}

test('a job is shown by its workflow ID', async () => {
  const { program, workflowId } = await runningOperation();
  const { body } = await program.get(`/api/jobs/${encodeURIComponent(workflowId)}`);
  expect(body).toMatchObject({ workflowId, job: 'bulkOperation', status: 'running', closedAt: null });
});

test('an operation that has ended cannot be stopped', async () => {
  const { program, workflowId, operationId } = await runningOperation();
  await api.client.workflow.getHandle(workflowId).terminate();
  expect((await program.post(`/api/jobs/operations/${operationId}/cancel`)).status).toBe(404);
});

test('an operation is asked to stop; one that is none is not found', async () => {
  const { program, workflowId, operationId } = await runningOperation();
  const cancel = (id: string) => program.post(`/api/jobs/operations/${id}/cancel`);
  expect((await cancel(operationId)).status).toBe(202);
  const events = (await api.client.workflow.getHandle(workflowId).fetchHistory()).events ?? [];
  expect(
    events.some(
      ({ workflowExecutionCancelRequestedEventAttributes }) => workflowExecutionCancelRequestedEventAttributes,
    ),
  ).toBe(true);
  expect((await cancel(NOBODY)).status).toBe(404);
});

test('a job that is none, or another business’s, is not found', async () => {
  const { workflowId } = await runningOperation();
  const other = await createStaffedBusiness(api);
  for (const id of [workflowId, `business/${other.businessId}/none`, 'none']) {
    expect((await other.program.get(`/api/jobs/${encodeURIComponent(id)}`)).status).toBe(404);
  }
});

test('with Temporal away a question about jobs is answered 503, and says so', async () => {
  const { workflowId, operationId, headers } = await runningOperation();
  const away = connectLazily({ address: '127.0.0.1:9', namespace: 'none' });
  const program = caller(await api.another(away), { headers });
  const answers = await Promise.all([
    program.get(`/api/jobs/${encodeURIComponent(workflowId)}`),
    program.post(`/api/jobs/operations/${operationId}/cancel`),
  ]);
  await away.connection.close();
  for (const { body } of answers) {
    expect(body).toMatchObject({ status: 503, detail: expect.stringContaining('job system does not answer') });
  }
});
