// The sandboxes as a process of their own, for `npm start`: prints where they listen as one line of JSON, ends on SIGTERM.
import { ConfigError } from '../config/config.ts';
import { loadSandboxConfig, type SandboxConfig } from '../config/sandbox.ts';
import { startSpeechSandbox } from './google-speech.ts';
import { startPhoneSandbox } from './phone.ts';
import { startPushSandbox } from './push-service.ts';
import { startWhatsappSandbox } from './whatsapp-cloud.ts';

try {
  console.log(JSON.stringify(await startAll(loadSandboxConfig())));
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}

/** The phone and the speech service share one book: what a caller says can be understood. */
async function startAll(config: SandboxConfig) {
  const whatsapp = await startWhatsappSandbox(config.whatsapp);
  const push = await startPushSandbox(config.push);
  const speech = await startSpeechSandbox(config.speech);
  const { voiceUrl, ...phoneConfig } = config.phone;
  const phone = await startPhoneSandbox({ ...phoneConfig, book: speech.book, numbers: { '*': appAt(voiceUrl) } });
  const stop = async (): Promise<void> => {
    await Promise.all([whatsapp.close(), push.close(), phone.close(), speech.close()]);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  return {
    whatsappCloudUrl: whatsapp.url,
    pushServiceUrl: push.url,
    twilioApiUrl: phone.url,
    googleSpeechEndpoint: speech.endpoint,
    speechControlUrl: speech.url,
  };
}

function appAt(voiceUrl: string) {
  return { voiceUrl: `${voiceUrl}/webhook/voice/incoming`, statusCallback: `${voiceUrl}/webhook/voice/status` };
}

/** One line for what a person can put right; a stack for what only we can. */
function explain(error: unknown): unknown {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'SANDBOX_PORT or SANDBOX_PUSH_PORT is taken by another program: choose another port, or 0 for any free one.';
  }
  return error;
}
