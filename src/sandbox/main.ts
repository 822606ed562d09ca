// The sandboxes as a process of their own, for `npm start`: prints where they listen as one line of JSON, ends on SIGTERM.
import { ConfigError } from '../config/config.ts';
import { loadSandboxConfig } from '../config/sandbox.ts';
import { startPushSandbox } from './push-service.ts';
import { startWhatsappSandbox } from './whatsapp-cloud.ts';

try {
  const { pushPort, ...whatsapp } = loadSandboxConfig();
  const sandboxes = await startBoth(whatsapp, pushPort);
  const close = () => Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
  const [whatsappSandbox, pushSandbox] = sandboxes;
  console.log(JSON.stringify({ whatsappCloudUrl: whatsappSandbox.url, pushServiceUrl: pushSandbox.url }));
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}

/** Both or none: one that is left alone would keep the process alive. */
async function startBoth(whatsapp: Parameters<typeof startWhatsappSandbox>[0], pushPort: number) {
  const whatsappSandbox = await startWhatsappSandbox(whatsapp);
  try {
    return [whatsappSandbox, await startPushSandbox({ port: pushPort })] as const;
  } catch (error) {
    await whatsappSandbox.close();
    throw error;
  }
}

/** One line for what a person can put right; a stack for what only we can. */
function explain(error: unknown): unknown {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'SANDBOX_PORT or SANDBOX_PUSH_PORT is taken by another program: choose another port, or 0 for any free one.';
  }
  return error;
}
