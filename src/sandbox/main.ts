// The sandboxes as a process of their own, for `npm start`: prints where they listen as one line of JSON, ends on SIGTERM.
import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { ConfigError } from '../config/config.ts';
import { loadSandboxConfig, type SandboxConfig } from '../config/sandbox.ts';
import { startSpeechSandbox } from './google-speech.ts';
import { startPhoneSandbox } from './phone.ts';
import { startPushSandbox } from './push-service.ts';
import { startSynthesisSandbox } from './speech-synthesis.ts';
import { startWhatsappSandbox } from './whatsapp-cloud.ts';

// gRPC would print what it throws as well.
setLogVerbosity(logVerbosity.NONE);
try {
  console.log(JSON.stringify(await startAll(loadSandboxConfig())));
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}

/** The phone, the speech service and the voice share one book: what either side says can be understood. */
async function startAll(config: SandboxConfig) {
  const whatsapp = await listening('SANDBOX_PORT', startWhatsappSandbox(config.whatsapp));
  const push = await listening('SANDBOX_PUSH_PORT', startPushSandbox(config.push));
  const speech = await listening('SANDBOX_SPEECH_PORT', startSpeechSandbox(config.speech));
  const tts = await listening('SANDBOX_TTS_PORT', startSynthesisSandbox({ ...config.tts, book: speech.book }));
  const { voiceUrl, ...phoneConfig } = config.phone;
  const phone = await listening(
    'SANDBOX_PHONE_PORT',
    startPhoneSandbox({ ...phoneConfig, book: speech.book, numbers: { '*': appAt(voiceUrl) } }),
  );
  const stop = async (): Promise<void> => {
    await Promise.all([whatsapp.close(), push.close(), phone.close(), speech.close(), tts.close()]);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  return {
    whatsappCloudUrl: whatsapp.url,
    pushServiceUrl: push.url,
    twilioApiUrl: phone.url,
    googleSpeechEndpoint: speech.endpoint,
    speechControlUrl: speech.url,
    ttsBaseUrl: tts.baseUrl,
  };
}

function appAt(voiceUrl: string) {
  return { voiceUrl: `${voiceUrl}/webhook/voice/incoming`, statusCallback: `${voiceUrl}/webhook/voice/status` };
}

/** @throws ConfigError naming the variable when its port is taken */
async function listening<Sandbox>(variable: string, starting: Promise<Sandbox>): Promise<Sandbox> {
  try {
    return await starting;
  } catch (error) {
    if (!String(error).includes('EADDRINUSE')) throw error;
    throw new ConfigError(`${variable} is taken by another program: choose another port, or 0 for any free one.`);
  }
}

/** One line for what a person can put right; a stack for what only we can. */
function explain(error: unknown): unknown {
  return error instanceof ConfigError ? error.message : error;
}
