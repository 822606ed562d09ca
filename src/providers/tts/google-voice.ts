// Google's Text-to-Speech: a sentence at once, as mu-law at 8 kHz, with the end of each word where the voice knows marks.
import { protos, v1beta1 } from '@google-cloud/text-to-speech';
import type { Language } from '../../domain/conversations/language.ts';
import { clientOptions, type GoogleAccess } from '../google/access.ts';
import { failureOfGrpc, grpcCodeOf } from '../google/grpc-failure.ts';
import { inTime } from '../in-time.ts';
import { markedText, wordEnds } from './marked-text.ts';
import { mulawOfWav } from './mulaw-of-wav.ts';
import {
  type SpokenAudio,
  type TextToSpeech,
  VOICE_LIMITS,
  type Voice,
  VoiceFailed,
  type VoiceLimits,
  voiceWait,
} from './text-to-speech.ts';

type Request = protos.google.cloud.texttospeech.v1beta1.ISynthesizeSpeechRequest;
const { SSML_MARK } = protos.google.cloud.texttospeech.v1beta1.SynthesizeSpeechRequest.TimepointType;

/** Here Hebrew is `he`; speech recognition calls it `iw`. */
const LANGUAGE_CODES: Readonly<Record<Language, string>> = { he: 'he-IL', en: 'en-US' };

/** The others, `Chirp` among them, refuse a text with marks. */
const KNOWS_MARKS = /-(Standard|Wavenet|Neural2)-/;

/** Marks are answered in v1beta1 only. */
export function createGoogleVoice(access: GoogleAccess, limits: VoiceLimits = VOICE_LIMITS): TextToSpeech {
  const connect = () => new v1beta1.TextToSpeechClient(clientOptions(access));
  let client = connect();

  async function* spoken(text: string, voice: Voice): AsyncGenerator<SpokenAudio, void> {
    const [{ audioContent, timepoints }] = await client
      // Left to begin by itself, the library throws missing credentials where nobody can catch them.
      .initialize()
      // Whether to try again is decided by whoever waits. The deadline ends what nobody waits for any more.
      .then(() => client.synthesizeSpeech(requestFor(text, voice), { timeout: 2 * limits.firstByteMs, retry: null }))
      .catch((error: unknown) => {
        // A client that found no credentials does not look again.
        if (grpcCodeOf(error) === undefined) client = connect();
        throw new VoiceFailed(failureOfGrpc(error), messageOf(error), { cause: error });
      });
    const words = wordEnds(timepoints ?? []);
    for await (const mulaw of mulawOfWav(inOnePiece(audioContent))) {
      yield words.length > 0 ? { mulaw, words } : { mulaw };
    }
  }

  return {
    speak: (text, voice, signal) =>
      inTime(
        () => spoken(text, voice),
        (last) => voiceWait(last, limits),
        signal,
      ),
    // One that never found its credentials has nothing to close, and says so by failing.
    close: () => client.close().catch(() => undefined),
  };
}

function requestFor(text: string, { language, voice }: Voice): Request {
  const hasMarks = KNOWS_MARKS.test(voice);
  return {
    input: hasMarks ? { ssml: markedText(text) } : { text },
    voice: { languageCode: LANGUAGE_CODES[language], name: voice },
    audioConfig: { audioEncoding: 'MULAW', sampleRateHertz: 8_000 },
    ...(hasMarks ? { enableTimePointing: [SSML_MARK] } : {}),
  };
}

/** Mu-law comes in a WAV file. */
async function* inOnePiece(content: Uint8Array | string | null | undefined): AsyncGenerator<Uint8Array, void> {
  if (content instanceof Uint8Array) yield content;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
