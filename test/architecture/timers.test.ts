// Timers belong to Temporal, the environment to src/config: the lint rules, held against planted code.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

const ROOT = new URL('../..', import.meta.url).pathname;

const REFUSED = [
  'src/http/routes/leads.ts',
  'activities/whatsapp.ts',
  'workflows/bell.ts',
  'src/jobs/jobs.ts',
  'src/db/events.ts',
  'src/providers/llm/model.ts',
];
const ALLOWED = [
  'src/roles/scheduler.ts',
  'src/http/live/event-feed.ts',
  'src/sandbox/whatsapp-cloud.ts',
  'src/calls/pacer.ts',
  'src/providers/in-time.ts',
];

const PLANTED = `setTimeout(() => undefined, 1_000);
setInterval(() => undefined, 1_000);
export const secret = process.env.SECRET;
`;

const report = z.object({
  diagnostics: z.array(
    z.object({ category: z.string(), location: z.object({ path: z.string(), start: z.object({ line: z.number() }) }) }),
  ),
});

let tree: string;
let found: string[];

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'prosaas-lint-'));
  const config = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8'));
  // The rules as they are; only what ties them to this checkout is left out.
  writeFileSync(join(tree, 'biome.json'), JSON.stringify({ ...config, $schema: undefined, vcs: undefined }));
  for (const path of [...REFUSED, ...ALLOWED, 'src/config/config.ts']) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), PLANTED);
  }
  const { stdout } = spawnSync(
    join(ROOT, 'node_modules/.bin/biome'),
    ['lint', '--reporter=json', '--max-diagnostics=200'],
    { cwd: tree, encoding: 'utf8' },
  );
  found = report
    .parse(JSON.parse(stdout))
    .diagnostics.map(({ category, location }) => `${location.path}:${location.start.line} ${category}`);
});

afterAll(() => rmSync(tree, { recursive: true }));

test.each(REFUSED)('both timers are refused in %s', (path) => {
  expect(found).toContain(`${path}:1 lint/style/noRestrictedGlobals`);
  expect(found).toContain(`${path}:2 lint/style/noRestrictedGlobals`);
});

test.each(ALLOWED)('timers are allowed in %s', (path) => {
  expect(found.filter((one) => one.startsWith(`${path}:`) && one.endsWith('noRestrictedGlobals'))).toEqual([]);
});

test('the environment is read in src/config only', () => {
  expect(found).toContain('src/jobs/jobs.ts:3 lint/style/noProcessEnv');
  expect(found).not.toContain('src/config/config.ts:3 lint/style/noProcessEnv');
});
