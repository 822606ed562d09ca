// What a person, a demo or a test in another process can do with a running sandbox: all of it under /sandbox.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { answerProblems } from '../control-problems.ts';
import type { Conversation } from './conversation.ts';
import { customerContent } from './customer-messages.ts';
import { customerAddress } from './customers.ts';
import type { Ledger } from './ledger.ts';
import { type SandboxSettings, type SettingsChange, settingsChange } from './settings.ts';
import type { WebhookSender } from './webhook-sender.ts';

const customerPath = z.object({ customer: customerAddress });

/** The number that `npm start` sets up for the demo business. */
const phoneNumberId = z.string().regex(/^\d+$/).default('100200300400500');

const customerMessage = z.strictObject({
  phoneNumberId,
  content: customerContent,
  name: z.string().min(1).optional(),
  copies: z.int().min(1).max(20).optional(),
  sentAt: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .optional(),
});
const ownerMessage = z.strictObject({ phoneNumberId, text: z.string().min(1) });
const messageFilter = z.object({ to: z.string().optional() });

type Parts = {
  ledger: Ledger;
  conversation: Conversation;
  webhooks: WebhookSender;
  settings: () => SandboxSettings;
  change: (settings: SettingsChange) => SandboxSettings;
  forget: () => void;
};

/** Registers the routes. A bad request is answered with 400 and what is wrong with it. */
export function controlRoutes(app: FastifyInstance, parts: Parts): void {
  const { ledger, conversation, webhooks } = parts;
  answerProblems(app);

  app.post('/customers/:customer/messages', async (request, reply) => {
    const { customer } = customerPath.parse(request.params);
    return reply.code(202).send(conversation.customerWrites({ customer, ...customerMessage.parse(request.body) }));
  });

  app.post('/customers/:customer/echoes', async (request, reply) => {
    const { customer } = customerPath.parse(request.params);
    return reply.code(202).send(conversation.ownerWrites({ customer, ...ownerMessage.parse(request.body) }));
  });

  app.get('/messages', async (request) => {
    const { to } = messageFilter.parse(request.query);
    return ledger.messages.filter((message) => to === undefined || sameAddress(message.to, to));
  });

  app.get('/counts', async () => ledger.counts());
  app.get('/webhooks', async () => webhooks.deliveries);
  app.get('/settings', async () => parts.settings());
  app.patch('/settings', async (request) => parts.change(settingsChange.parse(request.body)));

  app.delete('/', async (_request, reply) => {
    parts.forget();
    return reply.code(204).send();
  });
}

/** `+` is easily lost in a query string, where it means a space. */
function sameAddress(one: string, other: string): boolean {
  return one.replace('+', '') === other.replace(/^[+ ]/, '');
}
