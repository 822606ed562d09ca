// The Postgres and the Temporal server of a measurement: with the settings of `npm start`, in its temporary folder.
import { type DatabaseUrls, localDatabase } from '../../scripts/local/database.ts';
import { findTemporalBinary } from '../../scripts/local/find-temporal.ts';
import { stopPostgres } from '../../scripts/local/postgres.ts';
import { removePostgresPlace } from '../../scripts/local/postgres-place.ts';
import { type LocalTemporal, startTemporal, stopTemporal } from '../../scripts/local/temporal.ts';
import { tell } from '../../scripts/start/terminal.ts';

/** Starts both; what it started is ended by `started`. */
export async function startServers(
  dataDir: string,
  started: AsyncDisposableStack,
): Promise<{ urls: DatabaseUrls; temporal: LocalTemporal }> {
  started.defer(async () => {
    await stopPostgres(dataDir);
    await removePostgresPlace(dataDir);
  });
  const urls = await localDatabase(dataDir);
  started.defer(() => stopTemporal(dataDir));
  const temporal = await startTemporal({ binary: await findTemporalBinary(tell), dataDir, port: 0 });
  return { urls, temporal };
}
