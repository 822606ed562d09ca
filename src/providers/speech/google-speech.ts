// Google's Speech-to-Text v1: streams over a pool of connections, on the first step of the ladder that it takes.
import { v1 } from '@google-cloud/speech';
import type { Logger } from '../../telemetry/log.ts';
import { clientOptions, type GoogleAccess } from '../google/access.ts';
import { createClientPool } from './client-pool.ts';
import { createLadder, type LadderStep } from './ladder.ts';
import { openRecognition, type RecognitionEnd } from './recognition-stream.ts';
import type { SpeechFailure, SpeechRequest, SpeechStream, SpeechToText } from './speech-to-text.ts';

export interface GoogleSpeechSettings {
  access: GoogleAccess;
  /** Tried in this order, those of the caller's language only. */
  ladder: readonly LadderStep[];
}

/** A refusal comes within a round trip. What was said until then is said again to the next step; later it would be too much. */
const KEPT_BYTES = 10 * 8_000;

/**
 * A connection that was refused waits before it tries again, and one that found no credentials never does: the next
 * stream has a new one.
 */
const MAY_BE_THE_CONNECTION: ReadonlySet<SpeechFailure> = new Set(['unauthorized', 'unavailable']);

export function createGoogleSpeech(
  { access, ladder: steps }: GoogleSpeechSettings,
  log: Pick<Logger, 'warn'>,
): SpeechToText {
  const ladder = createLadder(steps, log);
  const pool = createClientPool(
    () => new v1.SpeechClient(clientOptions(access)),
    (error) => log.warn({ err: error }, 'a connection to speech recognition did not close'),
  );

  function open({ language, onResult, onEnd }: SpeechRequest): SpeechStream {
    let kept: Uint8Array[] | undefined = [];
    let keptBytes = 0;
    let isEnding = false;
    let stream: SpeechStream | undefined;
    const nothing = () => {};
    let giveUpConnection = nothing;

    function climb(refusal: string): void {
      const step = ladder.stepFor(language);
      if (step === undefined) {
        stream = undefined;
        queueMicrotask(() => onEnd({ kind: 'failed', failure: 'refused', detail: refusal }));
        return;
      }
      const lease = pool.lease();
      giveUpConnection = lease.retire;
      stream = openRecognition({
        client: lease.client,
        step,
        onResult(result) {
          kept = undefined;
          onResult(result);
        },
        onEnd(end) {
          if (end.kind === 'failed' && MAY_BE_THE_CONNECTION.has(end.failure)) lease.retire();
          lease.release();
          giveUpConnection = nothing;
          afterStep(step, end);
        },
      });
      for (const audio of kept ?? []) stream.write(audio);
      if (isEnding) stream.end();
    }

    function afterStep(step: LadderStep, end: RecognitionEnd): void {
      if (end.kind === 'failed' && end.isStepRefused && kept !== undefined) {
        ladder.leave(step, end.detail);
        climb(end.detail);
        return;
      }
      onEnd(end.kind === 'ended' ? end : { kind: 'failed', failure: end.failure, detail: end.detail });
    }

    climb(`There is no model for ${language}.`);
    return {
      write(mulaw) {
        keptBytes += mulaw.length;
        if (keptBytes > KEPT_BYTES) kept = undefined;
        kept?.push(mulaw);
        stream?.write(mulaw);
      },
      flush: () => stream?.flush(),
      end() {
        isEnding = true;
        stream?.end();
      },
      abandon() {
        giveUpConnection();
        stream?.abandon();
      },
    };
  }

  return { open, close: pool.close };
}
