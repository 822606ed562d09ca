// The one-shot step before the others: tables, database roles, search attributes.
import { migrateDatabase } from '../db/migrate.ts';
import { connectLazily } from '../jobs/connection.ts';
import { prepareNamespace } from '../jobs/namespace.ts';
import type { StartRole } from './role.ts';

export const startMigrate: StartRole = async (config, log) => {
  const { ownerUrl, appUrl, systemUrl, authUrl } = config.database;
  await migrateDatabase(ownerUrl, [appUrl, systemUrl, authUrl]);
  log.info('database is up to date');
  const client = connectLazily(config.temporal);
  await prepareNamespace(client);
  await client.connection.close();
  log.info('Temporal namespace is prepared');
  return { ended: Promise.resolve(), stop: async () => undefined };
};
