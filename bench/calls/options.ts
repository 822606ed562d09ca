// What a person may ask of `npm run bench:calls`.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Problem } from '../../scripts/processes/problem.ts';

const STEPS = [25, 50, 100, 150, 200];
const WINDOWS = 3;

const count = z.coerce.number<string>().int().min(1).max(1_000);

const options = z.object({
  /** Calls at a time, step by step. */
  calls: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(count).min(1))
    .default(STEPS),
  /** Windows of one step. */
  windows: count.default(WINDOWS),
  /** A folder for CPU profiles of the calls process, one for each of its threads. */
  profile: z
    .string()
    .transform((folder) => resolve(folder))
    .optional(),
});

export type Options = z.output<typeof options>;

/** @throws Problem naming what is wrong */
export function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { calls: { type: 'string' }, windows: { type: 'string' }, profile: { type: 'string' } },
    });
    return options.parse(values);
  } catch (error) {
    const what = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Problem(`${what}\nUse: npm run bench:calls -- [--calls 25,50] [--windows 3] [--profile folder]`);
  }
}
