// What a person may set for `npm start` and `npm run reset`, read and checked once.
import { resolve } from 'node:path';
import { z } from 'zod';
import { Problem } from '../processes/problem.ts';

const port = (standard: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number')
    .transform(Number)
    .refine((number) => number <= 65_535, 'must be at most 65535')
    .default(standard);

const environment = z.object({
  DATA_DIR: z.string().default('.data'),
  PORT: port(5000),
  CALLS_PORT: port(5050),
  TEMPORAL_PORT: port(7233),
  TEMPORAL_UI_PORT: port(8233),
  TEMPORAL_ADDRESS: z.string().optional(),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  DATABASE_URL: z.url().optional(),
  DATABASE_OWNER_URL: z.url().optional(),
  DATABASE_SYSTEM_URL: z.url().optional(),
  DATABASE_AUTH_URL: z.url().optional(),
  PUBLIC_URL: z.url().optional(),
  WHATSAPP_CLOUD_URL: z.url().optional(),
  PROSAAS_DEMO: z.enum(['0', '1'], 'must be 0 or 1').default('1'),
});

/** The settings by the names of their variables; port 0 asks for a free one; DATA_DIR is an absolute path. */
export type LocalSettings = z.infer<typeof environment>;

/**
 * Reads the settings. An empty variable counts as not set.
 * @throws Problem naming each variable that is wrong
 */
export function readSettings(variables: NodeJS.ProcessEnv): LocalSettings {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (parsed.success) return { ...parsed.data, DATA_DIR: resolve(parsed.data.DATA_DIR) };
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Problem(`${wrong.join('; ')}. Correct it, or leave it out for the default.`);
}
