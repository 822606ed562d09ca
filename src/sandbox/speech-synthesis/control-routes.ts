// What anybody can do with a running voice over HTTP: see what it said, make trouble, slow it down.
import type { FastifyInstance } from 'fastify';
import {
  type SynthesisSettings,
  type SynthesisSettingsChange,
  type SynthesisTrouble,
  synthesisSettingsChange,
  synthesisTrouble,
} from './settings.ts';
import type { SpokenRecord } from './speech-route.ts';

type Parts = {
  spoken: readonly SpokenRecord[];
  troubles: SynthesisTrouble[];
  settings: () => SynthesisSettings;
  change: (change: SynthesisSettingsChange) => SynthesisSettings;
};

/** Registers the routes, under a prefix of the caller's. */
export function synthesisControlRoutes(app: FastifyInstance, { spoken, troubles, settings, change }: Parts): void {
  app.get('/spoken', async () => spoken);
  app.get('/troubles', async () => troubles);
  app.post('/troubles', async (request, reply) => {
    troubles.push(synthesisTrouble.parse(request.body));
    return reply.code(204).send();
  });
  app.delete('/troubles', async (_request, reply) => {
    troubles.length = 0;
    return reply.code(204).send();
  });
  app.get('/settings', async () => settings());
  app.patch('/settings', async (request) => change(synthesisSettingsChange.parse(request.body)));
}
