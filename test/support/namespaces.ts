// A Temporal namespace of its own for each test file, prepared as the migrate step does.
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { inject } from 'vitest';
import { prepareNamespace } from '../../src/jobs/namespace.ts';

/** @returns a client bound to a new namespace; close its connection at the end */
export async function createTestNamespace(): Promise<Client> {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const namespace = `test-${randomUUID()}`;
  const retention = { seconds: 72 * 60 * 60 };
  await connection.workflowService.registerNamespace({
    namespace,
    // The generated type asks for a Long; a number is encoded all the same.
    workflowExecutionRetentionPeriod: retention as never,
  });
  const client = new Client({ connection, namespace });
  await prepareNamespace(client);
  return client;
}
