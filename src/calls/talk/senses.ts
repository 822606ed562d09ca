// What the talks of a process hear, speak and think with: made once, from the settings.
import type { Config } from '../../config/config.ts';
import { createCallAssistant } from '../../providers/llm/calls/create-call-assistant.ts';
import { createTextToSpeech } from '../../providers/tts/create-text-to-speech.ts';
import type { CallMetrics } from '../../telemetry/call-metrics.ts';
import type { Logger } from '../../telemetry/log.ts';
import { createTicker } from '../audio/ticker.ts';
import { createVoiceDetector } from '../vad/detector.ts';
import { createFixedLines } from './fixed-lines.ts';
import type { Hearing } from './listening.ts';
import type { Senses } from './talk.ts';

export interface OwnedSenses extends Senses {
  /** @throws Error when callers are not heard any more: the process has to be started again */
  check(): Promise<void>;
  /** To be closed before the process exits, when no talk is left. */
  close(): Promise<void>;
}

/** @throws Error when the voice detector does not come up */
export async function createSenses(
  config: Pick<Config, 'voice' | 'model'>,
  metrics: Pick<CallMetrics, 'voicesLookedFor'>,
  log: Logger,
): Promise<OwnedSenses> {
  const { speech, tts: voiceSettings, voices } = config.voice;
  const hearing = speech.kind === 'menu' ? undefined : await createHearing(speech, metrics, log);
  const tts = await createTextToSpeech(voiceSettings);
  const lines = createFixedLines(tts, voices, log);
  const ticker = createTicker((error) => log.error({ error }, 'the tick of a call failed'));
  void lines.prepare();
  return {
    ticker,
    hearing,
    tts,
    voices,
    lines,
    assistant: createCallAssistant(config.model),
    now: () => performance.now(),
    async check() {
      if (hearing && !hearing.detector.isAlive()) throw new Error('The voice detector has ended.');
    },
    async close() {
      lines.close();
      await Promise.all([hearing?.speech.close(), hearing?.detector.close(), tts.close()]);
    },
  };
}

async function createHearing(
  settings: Exclude<Config['voice']['speech'], { kind: 'menu' }>,
  metrics: Pick<CallMetrics, 'voicesLookedFor'>,
  log: Logger,
): Promise<Hearing> {
  // Google's client is large: a menu by keys does without it.
  const { createGoogleSpeech } = await import('../../providers/speech/google-speech.ts');
  const detector = await createVoiceDetector(
    (error) => log.error({ error: String(error) }, 'voices were not looked for'),
    (oldestAt) => metrics.voicesLookedFor(performance.now() - oldestAt),
  );
  return { speech: createGoogleSpeech(settings, log), detector };
}
