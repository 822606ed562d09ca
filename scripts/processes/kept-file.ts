// Small private JSON files under DATA_DIR: written whole or not at all, checked when read.
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';
import { Problem } from './problem.ts';

/** Writes `value` as JSON, readable by its owner only, so that a reader sees the old file or the new one, never half. */
export function keep(file: string, value: unknown): void {
  const unfinished = `${file}.${randomUUID()}`;
  writeFileSync(unfinished, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, file);
}

/**
 * Reads what `keep` wrote; undefined when there is no such file.
 * @throws Problem when the file cannot be read or is not what it should be
 */
export function kept<T>(file: string, shape: z.ZodType<T>): T | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    throw new Problem(`${file} is damaged: put it back from a copy, or empty everything with \`npm run reset\`.`);
  }
}

/** Removes a kept file; nothing happens when it is not there. */
export function forget(file: string): void {
  rmSync(file, { force: true });
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    if (code === 'ENOENT') return undefined;
    throw new Problem(`${file} cannot be read (${code}): make it readable, or choose another folder with DATA_DIR=….`);
  }
}
