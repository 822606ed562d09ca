// A stand-in for Meta's WhatsApp Cloud API: the real protocol over real HTTP, calling back like Meta. Start reading here.
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance, type FastifyPluginCallback } from 'fastify';
import { type Random, seededRandom } from './seeded-random.ts';
import { controlRoutes } from './whatsapp/control-routes.ts';
import { type CustomerWrites, createConversation, type OwnerWrites } from './whatsapp/conversation.ts';
import { graphRoutes } from './whatsapp/graph-routes.ts';
import { type AcceptedMessage, createLedger } from './whatsapp/ledger.ts';
import { DEFAULT_SETTINGS, type SandboxSettings, type SettingsChange, sandboxSettings } from './whatsapp/settings.ts';
import { createWebhookSender, type Delivery } from './whatsapp/webhook-sender.ts';

export type WhatsappSandboxOptions = SettingsChange & {
  /** 0 or nothing: a free one. */
  port?: number;
  /** Signs every callback. */
  appSecret: string;
};

export type WhatsappSandbox = {
  /** The base URL for the Cloud API adapter, and for `/sandbox/…`. */
  url: string;
  port: number;
  /** Everything accepted so far, oldest first. */
  messages(): readonly AcceptedMessage[];
  /** How often each outbound id was accepted. */
  counts(): Record<string, number>;
  /** Each attempt at a callback with the answer it got, the last 10,000. */
  deliveries(): readonly Delivery[];
  /** A customer writes to one of our numbers; returns at once with the new message's id. */
  customerWrites(message: CustomerWrites): { providerMessageId: string };
  /** A person at the business writes to a customer from the phone app. */
  ownerWrites(message: OwnerWrites): { providerMessageId: string };
  /** Changes settings from now on; a new seed starts its sequence anew. */
  change(settings: SettingsChange): SandboxSettings;
  /** Resolves when every callback so far, and those that come meanwhile, were answered with 200 or given up. */
  settle(): Promise<void>;
  /** Drops waiting callbacks and forgets everything but the settings. */
  forget(): void;
  close(): Promise<void>;
};

/** An attachment may have 16 MB, a third more in base64. */
const BODY_LIMIT_BYTES = 24 * 1024 * 1024;

/** Listens on 127.0.0.1 until `close`. */
export async function startWhatsappSandbox(options: WhatsappSandboxOptions): Promise<WhatsappSandbox> {
  const { port = 0, appSecret, ...given } = options;
  let settings = sandboxSettings.parse({ ...DEFAULT_SETTINGS, ...given });
  let random: Random = seededRandom(settings.seed);
  const ledger = createLedger();
  const webhooks = createWebhookSender(appSecret, () => settings);
  const conversation = createConversation(
    ledger,
    webhooks,
    () => settings,
    () => random(),
  );

  const change = (changes: SettingsChange): SandboxSettings => {
    settings = sandboxSettings.parse({ ...settings, ...changes });
    if (changes.seed !== undefined) random = seededRandom(changes.seed);
    return settings;
  };
  const forget = (): void => {
    webhooks.forget();
    ledger.forget();
  };

  const app = fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
  const parts = { ledger, conversation, webhooks, settings: () => settings, change, forget };
  app.register(scope(graphRoutes, parts));
  app.register(scope(controlRoutes, parts), { prefix: '/sandbox' });
  const url = await app.listen({ host: '127.0.0.1', port });

  return {
    url,
    port: listeningPort(app.server.address()),
    messages: () => ledger.messages,
    counts: ledger.counts,
    deliveries: () => webhooks.deliveries,
    customerWrites: conversation.customerWrites,
    ownerWrites: conversation.ownerWrites,
    change,
    settle: webhooks.settle,
    forget,
    async close() {
      await webhooks.close();
      await app.close();
    },
  };
}

/** Routes with their own hooks and errors, apart from the others'. */
function scope<Parts>(routes: (app: FastifyInstance, parts: Parts) => void, parts: Parts): FastifyPluginCallback {
  return (app, _options, done) => {
    routes(app, parts);
    done();
  };
}

function listeningPort(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The sandbox does not listen on a TCP port.');
  return address.port;
}
