// `POST /v1/audio/speech` as OpenAI answers it: a WAV file that comes piece by piece. Here it holds telephone audio.
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { BYTES_PER_MS } from '../audio/frames.ts';
import { wavOfMulaw } from '../audio/wav.ts';
import type { Phrase, PhraseBook } from '../matcher/phrases.ts';
import type { Speaker } from '../speaker/speaker.ts';
import type { SynthesisSettings, SynthesisTrouble } from './settings.ts';

/** What became of one sentence. `at`: ISO time of the request. */
export type SpokenRecord = {
  at: string;
  text: string;
  voice: string;
  language: string;
  outcome: 'asked' | 'spoken' | 'dropped by the client' | SynthesisTrouble['kind'];
};

type Parts = {
  book: PhraseBook;
  speaker: Speaker;
  spoken: SpokenRecord[];
  troubles: SynthesisTrouble[];
  settings: () => SynthesisSettings;
};

const request = z.object({
  model: z.string().min(1),
  input: z.string().min(1).max(4_096),
  voice: z.string().min(1),
  response_format: z.literal('wav', 'The sandbox answers in wav only.'),
});

const RECORDS_KEPT = 1_000;
/** 100 ms: a listener that takes pieces of any size shall meet odd ones. */
const PIECE_BYTES = 801;
/** What was sent before a connection breaks has to get on its way. */
const UNDER_WAY_MS = 50;

export function speechRoute(app: FastifyInstance, parts: Parts): void {
  app.post('/v1/audio/speech', async (asked, reply) => {
    if (!asked.headers.authorization?.startsWith('Bearer '))
      return refuse(reply, 401, 'You did not provide an API key.');
    const parsed = request.safeParse(asked.body);
    if (!parsed.success) return refuse(reply, 400, z.prettifyError(parsed.error));
    const record = newRecord(parts.spoken, parsed.data.input, parsed.data.voice);
    const trouble = nextTrouble(parts.troubles);
    if (trouble?.kind === 'error') {
      record.outcome = 'error';
      return refuse(reply, trouble.status, 'The sandbox was asked to fail.');
    }
    const phrase = await parts.speaker.speak(record.text, record.language);
    parts.book.register(phrase);
    await delay(parts.settings().firstByteMs);
    reply.raw.once('close', () => {
      if (record.outcome === 'asked') record.outcome = trouble?.kind ?? 'dropped by the client';
    });
    return reply.type('audio/wav').send(Readable.from(pieces(phrase, trouble, record, reply)));
  });
}

async function* pieces(
  phrase: Phrase,
  trouble: SynthesisTrouble | undefined,
  record: SpokenRecord,
  { raw }: FastifyReply,
): AsyncGenerator<Uint8Array> {
  if (trouble?.kind === 'garbage') {
    record.outcome = 'garbage';
    yield Buffer.from('{"audio": null}');
    return;
  }
  const file = wavOfMulaw([phrase.audio], 1);
  const until = reachOf(trouble, file.length - phrase.audio.length, file.length);
  for (let at = 0; at < until; at += PIECE_BYTES) yield file.subarray(at, Math.min(at + PIECE_BYTES, until));
  if (trouble?.kind === 'cut') {
    await delay(UNDER_WAY_MS);
    raw.destroy();
  } else if (trouble !== undefined) await once(raw, 'close');
  else record.outcome = 'spoken';
}

/** How much of the file is sent. */
function reachOf(trouble: SynthesisTrouble | undefined, headerBytes: number, all: number): number {
  if (trouble === undefined) return all;
  return 'afterMs' in trouble ? Math.min(all, headerBytes + trouble.afterMs * BYTES_PER_MS) : 0;
}

function newRecord(spoken: SpokenRecord[], text: string, voice: string): SpokenRecord {
  // A voice of OpenAI's is told no language: it speaks the one that is written.
  const language = /\p{Script=Hebrew}/u.test(text) ? 'he-IL' : 'en-US';
  const record: SpokenRecord = { at: new Date().toISOString(), text, voice, language, outcome: 'asked' };
  spoken.push(record);
  if (spoken.length > RECORDS_KEPT) spoken.shift();
  return record;
}

/** The oldest one; one that has met all it was to meet is gone. */
function nextTrouble(troubles: SynthesisTrouble[]): SynthesisTrouble | undefined {
  const [trouble] = troubles;
  if (trouble?.times !== undefined) {
    trouble.times -= 1;
    if (trouble.times === 0) troubles.shift();
  }
  return trouble;
}

function refuse(reply: FastifyReply, status: number, message: string) {
  return reply.code(status).send({ error: { message, type: 'invalid_request_error', param: null, code: null } });
}
