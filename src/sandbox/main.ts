// The sandbox as a process of its own, for `npm start`: prints where it listens as one line of JSON, ends on SIGTERM.
import { ConfigError } from '../config/config.ts';
import { loadSandboxConfig } from '../config/sandbox.ts';
import { startWhatsappSandbox } from './whatsapp-cloud.ts';

try {
  const sandbox = await startWhatsappSandbox(loadSandboxConfig());
  process.once('SIGTERM', sandbox.close);
  process.once('SIGINT', sandbox.close);
  console.log(JSON.stringify({ whatsappCloudUrl: sandbox.url }));
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}

/** One line for what a person can put right; a stack for what only we can. */
function explain(error: unknown): unknown {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'SANDBOX_PORT is taken by another program: choose another port, or 0 for any free one.';
  }
  return error;
}
