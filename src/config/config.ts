// The environment, read once: everything else takes what it needs from the typed object made here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { TASK_QUEUES } from '../jobs/task-queues.ts';
import { developmentSecrets } from './development-secrets.ts';
import { ROLES, type Role, variablesRequiredBy } from './roles.ts';
import { SANDBOX_TWILIO } from './sandbox-twilio.ts';
import { voiceProblem, voiceSettings, voiceVariables } from './voice.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const url = z.url();
const count = z.coerce.number().int().min(1).max(10_000);
const secret = z.string().min(16, 'must have at least 16 characters');

const environment = z.object({
  SERVICE_ROLE: z.enum(ROLES),
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']))
    .default('info'),
  DATA_DIR: z.string().min(1).default('.data'),

  DATABASE_URL: url.optional(),
  DATABASE_OWNER_URL: url.optional(),
  DATABASE_SYSTEM_URL: url.optional(),
  DATABASE_AUTH_URL: url.optional(),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TASK_QUEUES: z
    .string()
    .transform((text) => text.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(TASK_QUEUES)).min(1))
    .default([...TASK_QUEUES]),

  PUBLIC_URL: url.optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(5000),
  HEALTH_PORT: port.default(0),
  CALLS_PORT: port.default(5050),
  CALLS_PUBLIC_URL: url.optional(),
  MAX_CALLS: count.default(100),
  MAX_CALLS_PER_BUSINESS: count.default(5),

  INTERNAL_SECRET: secret.optional(),
  AUTH_SECRET: secret.optional(),
  ENCRYPTION_KEY: secret.optional(),
  WHATSAPP_APP_SECRET: secret.optional(),
  WHATSAPP_VERIFY_TOKEN: secret.optional(),
  /** P-256, uncompressed: 65 bytes in base64url. */
  VAPID_PUBLIC_KEY: z
    .string()
    .regex(/^B[\w-]{86}$/, 'must be a P-256 public key of 65 bytes in base64url')
    .optional(),
  VAPID_PRIVATE_KEY: z
    .string()
    .regex(/^[\w-]{43}$/, 'must be a P-256 private key of 32 bytes in base64url')
    .optional(),
  VAPID_SUBJECT: z
    .string()
    .regex(/^(mailto:\S+@\S+|https:\/\/\S+)$/, 'must be mailto:… or https://…: whom push services may ask')
    .optional(),
  PUSH_ALLOWED_ORIGIN: url.transform((text) => new URL(text).origin).optional(),

  WHATSAPP_CLOUD_URL: url.default('https://graph.facebook.com'),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/, 'must be AC and 32 hex digits')
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().min(1).optional(),
  TWILIO_API_URL: url.default('https://api.twilio.com'),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: url.default('https://api.openai.com/v1'),
  OPENAI_MODEL: z.string().min(1).default('gpt-4o-mini'),
  ...voiceVariables.shape,
});

type Environment = z.infer<typeof environment>;

/** A variable is missing or wrong. The message names each one and says what it must be. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

export type Config = ReturnType<typeof shape>;

/**
 * Reads and checks the environment of one process.
 * In development, a variable that is not set is taken from a running `npm start`, and a secret is made at random.
 * @throws ConfigError naming every variable that is wrong or missing for this role
 */
export function loadConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const production = given.NODE_ENV === 'production';
  const dataDir = given.DATA_DIR ?? '.data';
  const parsed = environment.safeParse(
    production ? given : { ...developmentSecrets(dataDir), ...runningSystem(dataDir), ...given },
  );
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(explain).join('\n'));
  const env = parsed.data;
  const missing = variablesRequiredBy(env.SERVICE_ROLE, production).filter((name) => env[name] === undefined);
  if (missing.length > 0) {
    throw new ConfigError(
      `SERVICE_ROLE=${env.SERVICE_ROLE} needs ${missing.join(', ')}. Set ${missing.length > 1 ? 'them' : 'it'} in the environment (.env.example says what each means)${production ? '' : ', or start everything with `npm start`'}.`,
    );
  }
  if (production && env.SERVICE_ROLE === 'all') {
    throw new ConfigError('SERVICE_ROLE=all is for development: in production start each role by itself.');
  }
  const voiceless = production && env.SERVICE_ROLE === 'calls' ? voiceProblem(env) : undefined;
  if (voiceless !== undefined) throw new ConfigError(voiceless);
  if (production && env.PUSH_ALLOWED_ORIGIN !== undefined) {
    throw new ConfigError(
      'PUSH_ALLOWED_ORIGIN is for development: in production a push goes to public addresses only.',
    );
  }
  return shape(env);
}

function explain(issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0]);
  if (name === 'SERVICE_ROLE') return `SERVICE_ROLE must be one of ${ROLES.join(', ')}.`;
  return `${name}: ${issue.message}`;
}

/** What `npm start` left for other terminals to join it; empty when nothing runs. */
function runningSystem(dataDir: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(join(dataDir, 'running.json'), 'utf8');
  } catch {
    return {};
  }
  return z.record(z.string(), z.string()).parse(JSON.parse(text));
}

function shape(env: Environment) {
  return {
    role: env.SERVICE_ROLE as Role,
    production: env.NODE_ENV === 'production',
    logLevel: env.LOG_LEVEL,
    dataDir: env.DATA_DIR,
    database: {
      appUrl: env.DATABASE_URL ?? '',
      ownerUrl: env.DATABASE_OWNER_URL ?? '',
      systemUrl: env.DATABASE_SYSTEM_URL ?? '',
      authUrl: env.DATABASE_AUTH_URL ?? '',
    },
    temporal: { address: env.TEMPORAL_ADDRESS, namespace: env.TEMPORAL_NAMESPACE },
    taskQueues: env.TASK_QUEUES,
    host: env.HOST,
    port: env.PORT,
    healthPort: env.HEALTH_PORT,
    calls: {
      port: env.CALLS_PORT,
      /** Where Twilio reaches the calls role: signatures are made over it. Without a slash at its end. */
      publicUrl: (env.CALLS_PUBLIC_URL ?? `http://127.0.0.1:${env.CALLS_PORT}`).replace(/\/+$/, ''),
      /** Calls at a time: in one process, and of one business. */
      max: env.MAX_CALLS,
      maxPerBusiness: env.MAX_CALLS_PER_BUSINESS,
    },
    twilio: {
      accountSid: env.TWILIO_ACCOUNT_SID ?? SANDBOX_TWILIO.accountSid,
      authToken: env.TWILIO_AUTH_TOKEN ?? SANDBOX_TWILIO.authToken,
      apiUrl: env.TWILIO_API_URL.replace(/\/+$/, ''),
    },
    publicUrl: env.PUBLIC_URL ?? `http://127.0.0.1:${env.PORT}`,
    secrets: {
      internal: env.INTERNAL_SECRET ?? '',
      auth: env.AUTH_SECRET ?? '',
      encryption: env.ENCRYPTION_KEY ?? '',
      whatsappApp: env.WHATSAPP_APP_SECRET ?? '',
      whatsappVerify: env.WHATSAPP_VERIFY_TOKEN ?? '',
    },
    push: {
      publicKey: env.VAPID_PUBLIC_KEY ?? '',
      privateKey: env.VAPID_PRIVATE_KEY ?? '',
      subject: env.VAPID_SUBJECT ?? 'mailto:nobody@localhost.example',
      /** An origin that push endpoints may have beside public ones: the sandbox's. */
      allowedOrigin: env.PUSH_ALLOWED_ORIGIN,
    },
    whatsappCloudUrl: env.WHATSAPP_CLOUD_URL,
    /** No key: the scripted assistant answers. */
    model: env.OPENAI_API_KEY
      ? { apiKey: env.OPENAI_API_KEY, baseUrl: env.OPENAI_BASE_URL, name: env.OPENAI_MODEL }
      : undefined,
    voice: voiceSettings(env),
  };
}
