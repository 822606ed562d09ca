// A stand-in for a voice: OpenAI's `/v1/audio/speech`, spoken by espeak-ng. What it says is written into the book, so
// that the phone's ear understands it. Start reading here.
import fastify from 'fastify';
import { answerProblems } from './control-problems.ts';
import { createPhraseBook, type PhraseBook } from './matcher/phrases.ts';
import { createSpeaker, type Speaker } from './speaker/speaker.ts';
import { synthesisControlRoutes } from './speech-synthesis/control-routes.ts';
import {
  DEFAULT_SYNTHESIS_SETTINGS,
  type SynthesisSettingsChange,
  type SynthesisTrouble,
  type SynthesisTroubleInput,
  synthesisSettings,
  synthesisTrouble,
} from './speech-synthesis/settings.ts';
import { type SpokenRecord, speechRoute } from './speech-synthesis/speech-route.ts';

export type SynthesisSandboxOptions = SynthesisSettingsChange & {
  /** 0 or nothing: a free port. */
  port?: number;
  /** What it shares with a phone in the same process. */
  book?: PhraseBook;
  speaker?: Speaker;
};

export type SynthesisSandbox = {
  /** For `TTS_BASE_URL`, up to and including `/v1`. */
  baseUrl: string;
  /** The base URL of `/sandbox/synthesis/…`. */
  url: string;
  book: PhraseBook;
  /** Every sentence so far, the last 1,000. */
  spoken(): readonly SpokenRecord[];
  /** From now on, sentences meet this trouble. */
  trouble(trouble: SynthesisTroubleInput): void;
  close(): Promise<void>;
};

/** Listens on 127.0.0.1 until `close`. */
export async function startSynthesisSandbox(options: SynthesisSandboxOptions = {}): Promise<SynthesisSandbox> {
  const { port = 0, book = createPhraseBook(), speaker = createSpeaker(), ...given } = options;
  let settings = synthesisSettings.parse({ ...DEFAULT_SYNTHESIS_SETTINGS, ...given });
  const spoken: SpokenRecord[] = [];
  const troubles: SynthesisTrouble[] = [];
  const change = (changes: SynthesisSettingsChange) => {
    settings = synthesisSettings.parse({ ...settings, ...changes });
    return settings;
  };
  const app = fastify({ forceCloseConnections: true });
  speechRoute(app, { book, speaker, spoken, troubles, settings: () => settings });
  app.register(
    (routes, _options, done) => {
      answerProblems(routes);
      synthesisControlRoutes(routes, { spoken, troubles, settings: () => settings, change });
      done();
    },
    { prefix: '/sandbox/synthesis' },
  );
  const url = await app.listen({ host: '127.0.0.1', port });
  return {
    baseUrl: `${url}/v1`,
    url,
    book,
    spoken: () => spoken,
    trouble: (trouble) => {
      troubles.push(synthesisTrouble.parse(trouble));
    },
    async close() {
      await app.close();
      await speaker.close();
    },
  };
}
