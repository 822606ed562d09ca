// A data directory for one test. Afterwards whatever still runs on it is stopped, and everything is removed.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { stopPostgres } from '../../scripts/local/postgres.ts';
import { removePostgresPlace } from '../../scripts/local/postgres-place.ts';
import { stopTemporal } from '../../scripts/local/temporal.ts';

/** Makes the folder; nobody but its owner may walk into it, as with a home folder. */
export async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'prosaas-scripts-'));
  onTestFinished(async () => {
    await Promise.all([stopTemporal(folder), stopPostgres(folder)]);
    await removePostgresPlace(folder);
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}
