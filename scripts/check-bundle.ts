// Builds the workflow bundle and looks into it: nothing of Node, zod or the database may be there.
import { readFileSync } from 'node:fs';
import { DefaultLogger } from '@temporalio/worker';
import { refuseForbidden, workflowBundle } from '../src/jobs/workflow-bundle.ts';

const path = await workflowBundle(new DefaultLogger('WARN'));
const code = readFileSync(path, 'utf8');
refuseForbidden(code);
console.log(`workflow bundle: ${Math.round(code.length / 1_024)} KiB`);
