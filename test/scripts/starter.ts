// Run as a process of its own: starts a server and stays, until the test kills it.
import { findTemporalBinary } from '../../scripts/local/find-temporal.ts';
import { startPostgres } from '../../scripts/local/postgres.ts';
import { startTemporal } from '../../scripts/local/temporal.ts';

const [which, dataDir = ''] = process.argv.slice(2);
const { pid } =
  which === 'postgres'
    ? await startPostgres({ dataDir, port: 0 })
    : await startTemporal({ binary: await findTemporalBinary(() => undefined), dataDir, port: 0 });
process.stdout.write(`${pid}\n`);
