// Where the roles find their database: the one the person names, or the local Postgres with passwords made here.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { keep, kept } from '../processes/kept-file.ts';
import { Problem } from '../processes/problem.ts';
import type { LocalSettings } from '../start/settings.ts';
import { startPostgres } from './postgres.ts';

const names = ['DATABASE_URL', 'DATABASE_OWNER_URL', 'DATABASE_SYSTEM_URL', 'DATABASE_AUTH_URL'] as const;

/** One URL for each of the four Postgres roles, by the names of their variables. */
export type DatabaseUrls = Record<(typeof names)[number], string>;

const passwords = z.object({ prosaas_app: z.string(), prosaas_system: z.string(), prosaas_auth: z.string() });

/**
 * The database that was named in the environment, all four URLs of it; undefined when none was.
 * @throws Problem when only some of them are set
 */
export function namedDatabase(settings: LocalSettings): DatabaseUrls | undefined {
  const missing = names.filter((name) => settings[name] === undefined);
  if (missing.length === names.length) return undefined;
  if (missing.length > 0) {
    throw new Problem(`${missing.join(', ')} not set: set all of ${names.join(', ')}, or none for the local Postgres.`);
  }
  return z.record(z.enum(names), z.string()).parse(settings);
}

/** Starts the local Postgres. The migrate step makes the roles and gives them the passwords in these URLs. */
export async function localDatabase(dataDir: string): Promise<DatabaseUrls> {
  const { ownerUrl } = await startPostgres({ dataDir, port: 0 });
  const { prosaas_app, prosaas_system, prosaas_auth } = rolePasswords(dataDir);
  return {
    DATABASE_OWNER_URL: ownerUrl,
    DATABASE_URL: urlAs(ownerUrl, 'prosaas_app', prosaas_app),
    DATABASE_SYSTEM_URL: urlAs(ownerUrl, 'prosaas_system', prosaas_system),
    DATABASE_AUTH_URL: urlAs(ownerUrl, 'prosaas_auth', prosaas_auth),
  };
}

function urlAs(ownerUrl: string, role: string, password: string): string {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = password;
  return url.href;
}

function rolePasswords(dataDir: string): z.infer<typeof passwords> {
  const file = join(dataDir, 'database-passwords.json');
  const known = kept(file, passwords);
  if (known !== undefined) return known;
  const made = { prosaas_app: randomPassword(), prosaas_system: randomPassword(), prosaas_auth: randomPassword() };
  keep(file, made);
  return made;
}

function randomPassword(): string {
  return randomBytes(24).toString('base64url');
}
