// A private folder under /var/tmp that belongs to one data directory, for what the Postgres user cannot reach there.
import { readFileSync } from 'node:fs';
import { chown, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { markOf } from '../processes/background.ts';
import { forget, keep, kept } from '../processes/kept-file.ts';

/** Who runs Postgres when we are root. */
export type UnixUser = { uid: number; gid: number };

const everyone = '/var/tmp';
const prefix = 'prosaas-';

/** In the data directory: where its folder is. */
const pointer = z.object({ folder: z.string() });
/** In the folder: whose it is. Written last, so that a folder with one is complete. */
const origin = z.object({ dataDir: z.string() });

/** The folder of this data directory, if it has one. */
export async function outsideFolderOf(dataDir: string): Promise<string | undefined> {
  const folder = kept(pointerFile(dataDir), pointer)?.folder;
  return folder !== undefined && (await isThere(folder)) ? folder : undefined;
}

/**
 * The folder of this data directory, made when first asked for and owned by `user`. Its name is random, so that nobody
 * can lay a trap in its place. Folders whose data directory was deleted by hand are cleared away on this occasion.
 */
export async function ensureOutsideFolder(dataDir: string, user: UnixUser): Promise<string> {
  const known = await outsideFolderOf(dataDir);
  if (known !== undefined) return known;
  await removeForsaken(user);
  const folder = await mkdtemp(join(everyone, prefix));
  await chown(folder, user.uid, user.gid);
  keep(pointerFile(dataDir), { folder });
  keep(originFile(folder), { dataDir });
  return folder;
}

/** Deletes the folder of this data directory, if it has one. */
export async function removeOutsideFolder(dataDir: string): Promise<void> {
  const folder = await outsideFolderOf(dataDir);
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  forget(pointerFile(dataDir));
}

async function removeForsaken(user: UnixUser): Promise<void> {
  for (const name of await readdir(everyone)) {
    const folder = join(everyone, name);
    if (name.startsWith(prefix) && (await isForsaken(folder, user))) await rm(folder, { recursive: true, force: true });
  }
}

async function isForsaken(folder: string, user: UnixUser): Promise<boolean> {
  const owner = await stat(folder).catch(() => undefined);
  if (owner?.uid !== user.uid) return false;
  const dataDir = kept(originFile(folder), origin)?.dataDir;
  return dataDir !== undefined && (await outsideFolderOf(dataDir)) !== folder && !isInUse(folder);
}

/** True while a Postgres runs on the cluster in `folder`: the first line of postmaster.pid is its process. */
function isInUse(folder: string): boolean {
  try {
    const [pid] = readFileSync(join(folder, 'home', 'data', 'postmaster.pid'), 'utf8').split('\n');
    return markOf(Number(pid)) !== undefined;
  } catch {
    // No such file: it was stopped, or never started.
    return false;
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function pointerFile(dataDir: string): string {
  return join(dataDir, 'postgres-folder.json');
}

function originFile(folder: string): string {
  return join(folder, 'origin.json');
}
