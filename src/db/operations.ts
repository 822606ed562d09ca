// Long work that people started and may cancel.
import { eq } from 'drizzle-orm';
import type { OperationId } from './ids.ts';
import { operations } from './schema/index.ts';
import type { BusinessTx } from './tenancy.ts';

/** @returns undefined when the business has no such operation */
export async function workflowOfOperation(tx: BusinessTx, operationId: OperationId): Promise<string | undefined> {
  const [operation] = await tx
    .select({ workflowId: operations.workflowId })
    .from(operations)
    .where(eq(operations.id, operationId));
  return operation?.workflowId;
}
