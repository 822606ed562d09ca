// The browser of the tests: Debian's chromium, driven through playwright-core.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);

const CHROMIUM = '/usr/bin/chromium';

/** No sandbox: tests may run as root in a container. The rest keeps the browser from calling home. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Fetching it takes about a minute on a fresh machine. */
export const BROWSER_WITHIN_MS = 300_000;

/** @throws saying what to install, where there is no chromium and it cannot be installed from here */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) await installChromium();
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
}

async function installChromium(): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/usr/bin/apt-get')) {
    throw new Error(
      `There is no ${CHROMIUM}. Install it (on Debian: apt-get install chromium) and run the test again.`,
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update'], { env });
  await run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], { env });
}
