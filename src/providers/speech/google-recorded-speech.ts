// Google's Speech-to-Text v1 for recordings: Recognize, a piece of less than a minute at a time.
import { type protos, v1 } from '@google-cloud/speech';
import pLimit from 'p-limit';
import type { SpokenLine } from '../../domain/calls/recorded-transcript.ts';
import type { Language } from '../../domain/conversations/language.ts';
import type { Logger } from '../../telemetry/log.ts';
import { clientOptions } from '../google/access.ts';
import { failureOfGrpc } from '../google/grpc-failure.ts';
import type { GoogleSpeechSettings } from './google-speech.ts';
import { createLadder } from './ladder.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { isStepRefused } from './recognition-stream.ts';
import { type RecordedSpeech, TranscriptFailed } from './recorded-speech.ts';

type Response = protos.google.cloud.speech.v1.IRecognizeResponse;

const CONFIG = {
  encoding: 'MULAW',
  sampleRateHertz: 8_000,
  enableAutomaticPunctuation: true,
  enableWordTimeOffsets: true,
  useEnhanced: true,
} as const;

const PIECES_AT_ONCE = 4;
/** A piece takes about half as long as it lasts. */
const PIECE_MS = 60_000;

export function createGoogleRecordedSpeech(
  { access, ladder: steps }: GoogleSpeechSettings,
  log: Pick<Logger, 'warn'>,
): RecordedSpeech {
  const ladder = createLadder(steps, log);
  const client = new v1.SpeechClient(clientOptions(access));

  /** A step that is refused by name is left for the next one. */
  async function recognised(piece: Piece, language: Language): Promise<SpokenLine[]> {
    const step = ladder.stepFor(language);
    if (step === undefined) throw new TranscriptFailed('refused', `There is no model for ${language}.`);
    try {
      // Whether to try again is decided by whoever waits.
      const audio = { content: piece.mulaw };
      const [response] = await client.recognize(
        { config: { ...CONFIG, ...step }, audio },
        { timeout: PIECE_MS, retry: null },
      );
      return linesOf(response, piece.fromMs);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      if (!isStepRefused(error)) throw new TranscriptFailed(failureOfGrpc(error), detail, { cause: error });
      ladder.leave(step, detail);
      return recognised(piece, language);
    }
  }

  return {
    async transcribe(mulaw, language) {
      // Left to begin by itself, the library throws missing credentials where nobody can catch them.
      await client.initialize().catch((error: unknown) => {
        throw new TranscriptFailed(failureOfGrpc(error), String(error), { cause: error });
      });
      const lines = await pLimit(PIECES_AT_ONCE).map(piecesOf(mulaw), (piece) => recognised(piece, language));
      return lines.flat();
    },
    // One that never found its credentials has nothing to close, and says so by failing.
    close: () => client.close().catch(() => undefined),
  };
}

function linesOf({ results }: Response, pieceFromMs: number): SpokenLine[] {
  return (results ?? []).flatMap(({ alternatives }) => {
    const best = alternatives?.[0];
    const text = best?.transcript?.trim() ?? '';
    const begins = best?.words?.[0]?.startTime;
    const fromMs = pieceFromMs + Number(begins?.seconds ?? 0) * 1_000 + Math.round((begins?.nanos ?? 0) / 1_000_000);
    return text === '' ? [] : [{ fromMs, text }];
  });
}
