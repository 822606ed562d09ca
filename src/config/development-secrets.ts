// Secrets nobody has to think about on a laptop: made at random once, kept under DATA_DIR, never used in production.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The environment variables that hold a secret of ours. */
const SECRET_NAMES = [
  'INTERNAL_SECRET',
  'AUTH_SECRET',
  'ENCRYPTION_KEY',
  'WHATSAPP_APP_SECRET',
  'WHATSAPP_VERIFY_TOKEN',
] as const;

export type SecretName = (typeof SECRET_NAMES)[number];

/**
 * Reads `<dataDir>/secrets.json`, adding what is missing. Each secret is 32 random bytes in base64url.
 * @returns environment names and their values
 */
export function developmentSecrets(dataDir: string): Record<SecretName, string> {
  const file = join(dataDir, 'secrets.json');
  const kept = readKept(file);
  const secrets = Object.fromEntries(
    SECRET_NAMES.map((name) => [name, kept[name] ?? randomBytes(32).toString('base64url')]),
  ) as Record<SecretName, string>;
  if (SECRET_NAMES.some((name) => kept[name] === undefined)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  }
  return secrets;
}

function readKept(file: string): Partial<Record<string, string>> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return {}; // The first start: there is nothing to keep yet.
  }
  return z.record(z.string(), z.string()).parse(JSON.parse(text));
}
