// The environment of the sandbox process, which stands outside the roles and knows nothing else of the system.
import { z } from 'zod';
import { ConfigError } from './config.ts';
import { SANDBOX_TWILIO } from './sandbox-twilio.ts';

const port = z.coerce.number().int().min(0).max(65_535).default(0);

const environment = z.object({
  SANDBOX_PORT: port,
  SANDBOX_PUSH_PORT: port,
  SANDBOX_PHONE_PORT: port,
  SANDBOX_SPEECH_PORT: port,
  SANDBOX_TTS_PORT: port,
  WHATSAPP_APP_SECRET: z.string().min(16, 'must have at least 16 characters'),
  PUBLIC_URL: z.url(),
  SANDBOX_VOICE_URL: z.url().default('http://127.0.0.1:5050'),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/, 'must be AC and 32 hex digits')
    .default(SANDBOX_TWILIO.accountSid),
  TWILIO_AUTH_TOKEN: z.string().min(1).default(SANDBOX_TWILIO.authToken),
});

export type SandboxConfig = {
  whatsapp: { port: number; appSecret: string; webhookUrl: string };
  push: { port: number };
  /** `voiceUrl` is where the app's calls role answers. */
  phone: { port: number; accountSid: string; authToken: string; voiceUrl: string };
  speech: { port: number };
  tts: { port: number };
};

/**
 * Reads where to listen (port 0 = any free one), whom to call back and what to sign with.
 * @throws ConfigError naming every variable that is wrong or missing
 */
export function loadSandboxConfig(variables: NodeJS.ProcessEnv = process.env): SandboxConfig {
  const parsed = environment.safeParse(variables);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  }
  const env = parsed.data;
  return {
    whatsapp: {
      port: env.SANDBOX_PORT,
      appSecret: env.WHATSAPP_APP_SECRET,
      webhookUrl: `${withoutSlash(env.PUBLIC_URL)}/webhook/whatsapp/cloud`,
    },
    push: { port: env.SANDBOX_PUSH_PORT },
    phone: {
      port: env.SANDBOX_PHONE_PORT,
      accountSid: env.TWILIO_ACCOUNT_SID,
      authToken: env.TWILIO_AUTH_TOKEN,
      voiceUrl: withoutSlash(env.SANDBOX_VOICE_URL),
    },
    speech: { port: env.SANDBOX_SPEECH_PORT },
    tts: { port: env.SANDBOX_TTS_PORT },
  };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
