// Starts what every test shares, and ends it: a Postgres with a migrated template, a Temporal server, the bundle.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger } from '@temporalio/worker';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { findTemporalBinary } from '../../scripts/local/find-temporal.ts';
import { startPostgres } from '../../scripts/local/postgres.ts';
import { removePostgresPlace } from '../../scripts/local/postgres-place.ts';
import { startTemporal } from '../../scripts/local/temporal.ts';
import { migrateDatabase } from '../../src/db/migrate.ts';
import { workflowBundle } from '../../src/jobs/workflow-bundle.ts';
import { asRole, TEMPLATE } from './databases.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The owner's URL of the template database. */
    templateUrl: string;
    temporalAddress: string;
  }
}

/** Tests may lose a second of data when the machine dies; in exchange they do not wait for the disk. */
const FORGETFUL = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'prosaas-test-'));
  const [postgres, temporal] = await Promise.all([
    startPostgres({ dataDir: join(dataDir, 'postgres'), port: 0, settings: { ...FORGETFUL, max_connections: '400' } }),
    startTemporal({
      binary: await findTemporalBinary(console.log),
      dataDir: join(dataDir, 'temporal'),
      port: 0,
      dynamicConfig: {
        'frontend.WorkflowTimeSkippingEnabled': true,
        // The server's own five takes a minute.
        'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute': 2,
      },
    }),
    workflowBundle(new DefaultLogger('WARN')),
  ]);
  project.provide('templateUrl', await makeTemplate(process.env.TEST_DATABASE_URL ?? postgres.ownerUrl));
  project.provide('temporalAddress', temporal.address);
  return async () => {
    await temporal.stop();
    await postgres.stop();
    await removePostgresPlace(join(dataDir, 'postgres'));
    await rm(dataDir, { recursive: true, force: true });
  };
}

async function makeTemplate(ownerUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query(`drop database if exists ${TEMPLATE} with (force)`);
  await client.query(`create database ${TEMPLATE}`);
  await client.end();
  const url = new URL(ownerUrl);
  url.pathname = `/${TEMPLATE}`;
  const roles = ['prosaas_app', 'prosaas_system', 'prosaas_auth'] as const;
  await migrateDatabase(
    url.href,
    roles.map((role) => asRole(url.href, role)),
  );
  return url.href;
}
