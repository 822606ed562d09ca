// What a person at the terminal is told when the local set-up cannot go on.
import { readFile } from 'node:fs/promises';

/** Something a person can put right. Its message says in one line what is wrong and what to do; no stack is shown. */
export class Problem extends Error {}

/** The last `lines` lines of a log file, indented for the terminal; empty when there is no such file. */
export async function tailOf(file: string, lines: number): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const tail = text.trimEnd().split('\n').slice(-lines);
  return text === '' ? '' : tail.map((line) => `  ${line}`).join('\n');
}
