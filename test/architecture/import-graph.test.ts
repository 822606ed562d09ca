// Holds the golden rule against the import graph, and each rule against a planted violation.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { IMPORT_RULES } from './import-rules.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

type Graph = Map<string, string[]>;

/** What each file imports when it runs: imports of types leave nothing behind, and packages are left out. */
async function importGraph(root: string): Promise<Graph> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/**/*.ts', 'workflows/**/*.ts', 'activities/**/*.ts'],
    outdir: 'nowhere',
    write: false,
    bundle: true,
    metafile: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return new Map(
    Object.entries(metafile.inputs).map(([path, { imports }]) => [
      path,
      imports.filter(({ external }) => !external).map((one) => one.path),
    ]),
  );
}

function reachableFrom(graph: Graph, start: string, seen = new Set<string>()): Set<string> {
  for (const next of graph.get(start) ?? []) {
    if (seen.has(next)) continue;
    seen.add(next);
    reachableFrom(graph, next, seen);
  }
  return seen;
}

async function violations(root: string): Promise<string[]> {
  const graph = await importGraph(root);
  return Object.entries(IMPORT_RULES).flatMap(([name, { from, mayNotReach }]) =>
    [...graph.keys()]
      .filter((path) => from.test(path))
      .flatMap((path) =>
        [...reachableFrom(graph, path)]
          .filter((to) => mayNotReach.test(to))
          .map((to) => `${name}: ${path} reaches ${to}`),
      ),
  );
}

test('no part reaches what it must not', async () => {
  expect(await violations(ROOT)).toEqual([]);
});

/** For every rule, a file that breaks it through another file. */
const PLANTED: [rule: string, from: string, to: string][] = [
  ['the-api-runs-no-job', 'src/roles/api.ts', 'activities/send.ts'],
  ['the-phone-runs-no-job', 'src/roles/calls.ts', 'activities/send.ts'],
  ['the-scheduler-has-no-job-logic', 'src/roles/scheduler.ts', 'src/providers/llm/model.ts'],
  ['the-worker-serves-no-product-http', 'src/roles/worker.ts', 'src/http/routes/leads.ts'],
  ['workflows-are-deterministic', 'workflows/send.ts', 'src/db/tenancy.ts'],
  ['the-domain-is-pure', 'src/domain/phones.ts', 'src/config/config.ts'],
  ['the-product-knows-no-sandbox', 'src/providers/whatsapp/cloud-api.ts', 'src/sandbox/whatsapp-cloud.ts'],
  ['only-calls-are-realtime', 'src/roles/api.ts', 'src/calls/pacer.ts'],
];

test('there is a planted violation for every rule', () => {
  expect(PLANTED.map(([rule]) => rule)).toEqual(Object.keys(IMPORT_RULES));
});

/** A small tree of its own, with the folders every tree has. */
async function violationsIn(files: Record<string, string>): Promise<string[]> {
  const tree = mkdtempSync(join(tmpdir(), 'prosaas-imports-'));
  const empty = { 'src/keep.ts': '', 'workflows/keep.ts': '', 'activities/keep.ts': '' };
  for (const [path, code] of Object.entries({ ...empty, ...files })) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), code);
  }
  const found = await violations(tree);
  rmSync(tree, { recursive: true });
  return found;
}

test.each(PLANTED)('%s fails when %s reaches %s through another file', async (rule, from, to) => {
  const up = '../'.repeat(dirname(from).split('/').length);
  const found = await violationsIn({
    [to]: 'export const thing = 1;',
    [join(dirname(from), 'in-between.ts')]: `export { thing } from '${up}${to}';`,
    [from]: `export { thing as mine } from './in-between.ts';`,
  });
  expect(found).toContain(`${rule}: ${from} reaches ${to}`);
});

test('an import of a type is no import', async () => {
  const found = await violationsIn({
    'activities/send.ts': 'export type Send = () => void;',
    'workflows/send.ts': `import type { Send } from '../activities/send.ts';\nexport const send: Send = () => undefined;`,
  });
  expect(found).toEqual([]);
});
