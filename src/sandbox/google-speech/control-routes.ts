// What anybody can do with a running speech service over HTTP: say what is about to be said, see streams, make trouble.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { FRAME_BYTES } from '../audio/frames.ts';
import { type PhraseBook, spokenWord } from '../matcher/phrases.ts';
import {
  type SpeechSettings,
  type SpeechSettingsChange,
  type SpeechTrouble,
  speechSettingsChange,
  speechTrouble,
} from './settings.ts';
import type { StreamRecord } from './stream.ts';

/** Mu-law at 8 kHz as it will go on the wire, and its words by frames of 160 bytes. */
export const phraseForm = z
  .strictObject({ mulaw: z.base64(), words: z.array(spokenWord), language: z.string().min(2) })
  .transform(({ mulaw, ...rest }) => ({ ...rest, audio: new Uint8Array(Buffer.from(mulaw, 'base64')) }))
  .refine(
    ({ audio, words }) => words.every(({ toFrame }) => toFrame * FRAME_BYTES <= audio.length),
    'a word lies outside the audio',
  );

type Parts = {
  book: PhraseBook;
  streams: readonly StreamRecord[];
  troubles: SpeechTrouble[];
  settings: () => SpeechSettings;
  change: (change: SpeechSettingsChange) => SpeechSettings;
};

/** Registers the routes, under a prefix of the caller's. */
export function speechControlRoutes(app: FastifyInstance, { book, streams, troubles, settings, change }: Parts): void {
  app.post('/phrases', async (request, reply) => {
    book.register(phraseForm.parse(request.body));
    return reply.code(204).send();
  });
  app.get('/streams', async () => streams);
  app.get('/troubles', async () => troubles);
  app.post('/troubles', async (request, reply) => {
    troubles.push(speechTrouble.parse(request.body));
    return reply.code(204).send();
  });
  app.delete('/troubles', async (_request, reply) => {
    troubles.length = 0;
    return reply.code(204).send();
  });
  app.get('/settings', async () => settings());
  app.patch('/settings', async (request) => change(speechSettingsChange.parse(request.body)));
}
