// A worker process for the bare workflow; ends on SIGTERM. TEMPORAL_ADDRESS says where the server is.
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { NOOP_QUEUE } from './queue.ts';

const connection = await NativeConnection.connect({ address: process.env.TEMPORAL_ADDRESS ?? '' });
const worker = await Worker.create({
  connection,
  taskQueue: NOOP_QUEUE,
  workflowsPath: fileURLToPath(new URL('workflow.ts', import.meta.url)),
});
await worker.run();
await connection.close();
