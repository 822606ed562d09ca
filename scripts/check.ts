// `npm run check`: types, lint and format, unused code and dependencies, the workflow bundle. Each says what is wrong.
import { spawn } from 'node:child_process';

/** Every check by name, and the command that makes it. */
const CHECKS: Record<string, string[]> = {
  types: ['tsc', '--noEmit'],
  'types of the web page': ['tsc', '--noEmit', '-p', 'console'],
  'lint and format': ['biome', 'ci', '--error-on-warnings', '.'],
  'unused code and dependencies': ['knip', '--no-progress'],
  'workflow bundle': ['node', 'scripts/check-bundle.ts'],
};

let failed = 0;
for (const [name, [command = '', ...args]] of Object.entries(CHECKS)) {
  const startedAt = performance.now();
  const { code, output } = await run(command, args);
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${((performance.now() - startedAt) / 1_000).toFixed(1)} s)`);
  if (code !== 0) {
    failed += 1;
    console.log(output);
  }
}
console.log(`checks: ${Object.keys(CHECKS).length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function run(command: string, args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
