// What the Temporal namespace must have: our search attributes and a memory of 72 hours.
import type { Client } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';

/** How long closed workflows, and with them used-up workflow IDs, are remembered. */
const RETENTION_SECONDS = 72 * 60 * 60;

const KEYWORD = 2; // temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD

/** Start-up refuses a namespace that the migrate step has not prepared. */
export class NamespaceNotPrepared extends Error {
  override name = 'NamespaceNotPrepared';
}

/** Registers what is missing and sets the retention. Safe to run again. */
export async function prepareNamespace(client: Client): Promise<void> {
  const { namespace } = client.options;
  const missing = await missingAttributes(client);
  if (missing.length > 0) {
    await client.connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])),
    });
  }
  await client.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: { seconds: RETENTION_SECONDS as unknown as Long } },
  });
}

/** @throws NamespaceNotPrepared naming what is missing */
export async function refuseUnprepared(client: Client): Promise<void> {
  const [missing, remembersFor] = await Promise.all([missingAttributes(client), retentionSeconds(client)]);
  const faults = [
    ...(missing.length > 0 ? [`lacks the search attributes ${missing.join(', ')}`] : []),
    ...(remembersFor < RETENTION_SECONDS ? [`forgets closed workflows after ${remembersFor / 3_600} h, not 72`] : []),
  ];
  if (faults.length === 0) return;
  throw new NamespaceNotPrepared(
    `The Temporal namespace "${client.options.namespace}" ${faults.join(' and ')}. Run the migrate step: SERVICE_ROLE=migrate npm run role`,
  );
}

async function retentionSeconds(client: Client): Promise<number> {
  const { config } = await client.withDeadline(Date.now() + 10_000, () =>
    client.workflowService.describeNamespace({ namespace: client.options.namespace }),
  );
  return Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
}

async function missingAttributes(client: Client): Promise<string[]> {
  const { customAttributes } = await client.withDeadline(Date.now() + 10_000, () =>
    client.connection.operatorService.listSearchAttributes({ namespace: client.options.namespace }),
  );
  return SEARCH_ATTRIBUTES.map(({ name }) => name).filter((name) => !(name in (customAttributes ?? {})));
}
