// The workflows' bundle: built once, at build or at the first start, and shared by every worker of the release.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type Logger } from '@temporalio/worker';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(ROOT, 'dist', 'workflows');
const INTERCEPTORS = join(ROOT, 'workflows', 'interceptors.ts');

/** Everything that may find its way into the bundle; a change in any of it makes a new one. */
const SOURCES = ['workflows', 'src/jobs', 'src/domain'];

/** What must never be in it: workflows are deterministic, and zod's schemas cost memory per cached workflow. */
const FORBIDDEN = /node_modules[\\/](zod|pg|drizzle-orm|fastify|pino|ai|temporal-polyfill)[\\/]/;

/** The bundle holds a module that has no business in a workflow. */
export class BundleError extends Error {
  override name = 'BundleError';
}

/**
 * @returns the path of the bundle of today's sources, built now if it is not there
 * @throws BundleError naming what got in that must not
 */
export async function workflowBundle(logger: Logger): Promise<string> {
  const path = join(FOLDER, `${fingerprint()}.js`);
  if (existsSync(path)) return path;
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(ROOT, 'workflows', 'index.ts'),
    workflowInterceptorModules: [INTERCEPTORS],
    logger,
  });
  refuseForbidden(code);
  mkdirSync(FOLDER, { recursive: true });
  for (const old of readdirSync(FOLDER)) if (old.endsWith('.js')) rmSync(join(FOLDER, old), { force: true });
  // Several workers may start at once: each writes its own file, and the last rename wins with the same content.
  const part = `${path}.${process.pid}`;
  writeFileSync(part, code);
  renameSync(part, path);
  return path;
}

/** @throws BundleError */
export function refuseForbidden(code: string): void {
  const found = FORBIDDEN.exec(code);
  if (found)
    throw new BundleError(`${found[1]} got into the workflow bundle: a workflow imports something that imports it`);
}

/** Of the sources and of the SDK: a bundle must be loaded by the very version that built it. */
function fingerprint(): string {
  const hash = createHash('sha256').update(createRequire(import.meta.url)('@temporalio/worker/package.json').version);
  for (const file of SOURCES.flatMap((folder) => filesIn(join(ROOT, folder))))
    hash.update(relative(ROOT, file)).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
