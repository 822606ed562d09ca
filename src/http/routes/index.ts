// Every resource under /api.
import type { FastifyPluginAsync } from 'fastify';
import type { ApiDependencies } from '../dependencies.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { businessRoutes } from './businesses.ts';
import { callRoutes } from './calls.ts';
import { channelRoutes } from './channels.ts';
import { contactRoutes } from './contacts.ts';
import { conversationRoutes } from './conversations.ts';
import { eventRoutes } from './events.ts';
import { jobRoutes } from './jobs.ts';
import { leadRoutes } from './leads.ts';
import { memberRoutes } from './members.ts';
import { messageRoutes } from './messages.ts';
import { notificationRoutes } from './notifications.ts';
import { pushRoutes } from './push.ts';
import { reminderRoutes } from './reminders.ts';
import { settingsRoutes } from './settings.ts';
import { signInRoutes } from './sign-in.ts';
import { systemRoutes } from './system.ts';
import { voiceNumberRoutes } from './voice-numbers.ts';

const RESOURCES = {
  '': signInRoutes,
  '/businesses': businessRoutes,
  '/members': memberRoutes,
  '/settings': settingsRoutes,
  '/channels': channelRoutes,
  '/channels/voice': voiceNumberRoutes,
  '/calls': callRoutes,
  '/leads': leadRoutes,
  '/contacts': contactRoutes,
  '/conversations': conversationRoutes,
  '/messages': messageRoutes,
  '/notifications': notificationRoutes,
  '/push': pushRoutes,
  '/reminders': reminderRoutes,
  '/api-keys': apiKeyRoutes,
  '/jobs': jobRoutes,
  '/system': systemRoutes,
  '/events': eventRoutes,
};

export const resourceRoutes: FastifyPluginAsync<ApiDependencies> = async (app, dependencies) => {
  // Answers hold customers' data: neither a browser nor a proxy keeps them.
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  for (const [prefix, routes] of Object.entries(RESOURCES)) {
    await app.register(routes, { ...dependencies, prefix });
  }
};
