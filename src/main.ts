// The process: reads SERVICE_ROLE, starts that role, and stops it well.
import { ConfigError, loadConfig } from './config/config.ts';
import { ROLE_STARTERS } from './roles/roles.ts';
import { createLog } from './telemetry/log.ts';

async function main(): Promise<void> {
  const config = loadConfig();
  const start = ROLE_STARTERS[config.role];
  if (start === 'later') {
    throw new ConfigError(
      `SERVICE_ROLE=${config.role} is not there yet: it comes with a later release. There are ${available()}.`,
    );
  }
  const log = createLog(config.role, config.logLevel);
  const role = await (await start())(config, log);
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping: finishing what is under way');
    await role.stop();
    log.info('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  await role.ended;
  if (config.role === 'migrate') process.exit(0);
}

const available = () =>
  Object.entries(ROLE_STARTERS)
    .filter(([, starter]) => starter !== 'later')
    .map(([name]) => name)
    .join(', ');

main().catch((error: unknown) => {
  const expected = error instanceof Error && 'name' in error && PEOPLE_KNOW.has(error.name);
  console.error(expected ? (error as Error).message : error);
  process.exit(1);
});

/** Errors whose message is all a person needs. */
const PEOPLE_KNOW = new Set(['ConfigError', 'UnsafeDatabaseRole', 'NamespaceNotPrepared', 'BundleError']);
