// `npm run reset`: empties the data directory, so that the next `npm start` begins with nothing.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stopPostgres } from './local/postgres.ts';
import { removePostgresPlace } from './local/postgres-place.ts';
import { stopTemporal } from './local/temporal.ts';
import { stopLeftOver } from './processes/node-process.ts';
import { Problem } from './processes/problem.ts';
import { claim } from './start/only-one.ts';
import { localProcesses } from './start/roles.ts';
import { readSettings } from './start/settings.ts';
import { complain, tell } from './start/terminal.ts';

try {
  await reset(readSettings(process.env).DATA_DIR);
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  complain(error.message);
  process.exitCode = 1;
}

async function reset(dataDir: string): Promise<void> {
  if (!existsSync(dataDir)) return tell(`${dataDir} is empty already.`);
  // A mistyped DATA_DIR must not cost anyone a home folder.
  const isOurs = ['secrets.json', 'postgres-password.json'].some((name) => existsSync(join(dataDir, name)));
  if (!isOurs || existsSync(join(dataDir, 'package.json'))) {
    throw new Problem(`${dataDir} was not made by \`npm start\`: check DATA_DIR; nothing was deleted.`);
  }
  await claim(dataDir);
  // What a killed start left running would go on writing.
  await Promise.all(localProcesses.map((name) => stopLeftOver(dataDir, name)));
  await stopTemporal(dataDir);
  await stopPostgres(dataDir);
  await removePostgresPlace(dataDir);
  rmSync(dataDir, { recursive: true });
  tell(`${dataDir} is empty.`);
}
