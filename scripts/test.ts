// `npm test`: all checks, then all tests; ends with one line that counts both.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  success: z.boolean(),
});

const checks = spawnSync('node', ['scripts/check.ts'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
process.stdout.write(checks.stdout);
const [, checksPassed = '0', checksFailed = '1'] = /checks: (\d+) passed, (\d+) failed/.exec(checks.stdout) ?? [];

const folder = mkdtempSync(join(tmpdir(), 'prosaas-report-'));
const file = join(folder, 'report.json');
const only = process.argv.slice(2);
spawnSync('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...only], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
const tests = readReport(file);
rmSync(folder, { recursive: true });

const passed = Number(checksPassed) + tests.passed;
const failed = Number(checksFailed) + tests.failed;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && tests.passed > 0 ? 0 : 1);

/** A run that broke off, and an error outside any test, count as a failure. */
function readReport(path: string): { passed: number; failed: number } {
  try {
    const report = vitestReport.parse(JSON.parse(readFileSync(path, 'utf8')));
    const failed = Math.max(report.numFailedTests, report.success ? 0 : 1);
    return { passed: report.numPassedTests, failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
