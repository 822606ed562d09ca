// The environment of the sandbox process, which stands outside the roles and knows nothing else of the system.
import { z } from 'zod';
import { ConfigError } from './config.ts';

const environment = z.object({
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  SANDBOX_PUSH_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  WHATSAPP_APP_SECRET: z.string().min(16, 'must have at least 16 characters'),
  PUBLIC_URL: z.url(),
});

export type SandboxConfig = { port: number; pushPort: number; appSecret: string; webhookUrl: string };

/**
 * Reads where to listen (port 0 = any free one), whom to call back and what to sign with.
 * @throws ConfigError naming every variable that is wrong or missing
 */
export function loadSandboxConfig(variables: NodeJS.ProcessEnv = process.env): SandboxConfig {
  const parsed = environment.safeParse(variables);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  }
  const { SANDBOX_PORT, SANDBOX_PUSH_PORT, WHATSAPP_APP_SECRET, PUBLIC_URL } = parsed.data;
  return {
    port: SANDBOX_PORT,
    pushPort: SANDBOX_PUSH_PORT,
    appSecret: WHATSAPP_APP_SECRET,
    webhookUrl: `${PUBLIC_URL.replace(/\/+$/, '')}/webhook/whatsapp/cloud`,
  };
}
