// Secrets nobody has to think about on a laptop: made at random once, kept under DATA_DIR, never used in production.
import { createECDH, randomBytes } from 'node:crypto';
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

/** The key pair we introduce ourselves to push services with (VAPID): both or neither. */
const PUSH_KEY_NAMES = ['VAPID_PUBLIC_KEY', 'VAPID_PRIVATE_KEY'] as const;

const NAMES = [...SECRET_NAMES, ...PUSH_KEY_NAMES];

export type SecretName = (typeof NAMES)[number];

/**
 * Reads `<dataDir>/secrets.json`, adding what is missing. Each secret is 32 random bytes in base64url; the push keys are a
 * pair on P-256 (RFC 8292), in the same form.
 * @returns environment names and their values
 */
export function developmentSecrets(dataDir: string): Record<SecretName, string> {
  const file = join(dataDir, 'secrets.json');
  const kept = readKept(file);
  const secrets = {
    ...(Object.fromEntries(
      SECRET_NAMES.map((name) => [name, kept[name] ?? randomBytes(32).toString('base64url')]),
    ) as Record<(typeof SECRET_NAMES)[number], string>),
    ...pushKeys(kept),
  };
  if (NAMES.some((name) => kept[name] === undefined)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  }
  return secrets;
}

function pushKeys(kept: Partial<Record<string, string>>) {
  const { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY } = kept;
  if (VAPID_PUBLIC_KEY !== undefined && VAPID_PRIVATE_KEY !== undefined) return { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY };
  const pair = createECDH('prime256v1');
  return {
    VAPID_PUBLIC_KEY: pair.generateKeys('base64url'),
    // Its leading zero bytes must not be lost: push libraries want 32 of them.
    VAPID_PRIVATE_KEY: Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url'),
  };
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
