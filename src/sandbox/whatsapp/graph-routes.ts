// The part of Meta's Graph API that a WhatsApp sender uses: messages, the number itself, media.
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Behaviour, behaviourOf } from './behaviours.ts';
import type { Conversation } from './conversation.ts';
import { bsuid, customerAt, displayNumberOf, phoneNumber } from './customers.ts';
import { GraphRefusal, graphErrorAnswer } from './graph-errors.ts';
import type { AcceptedMessage, Ledger } from './ledger.ts';
import type { SandboxSettings } from './settings.ts';

/** Meta allows a token to expire; this one always has. */
const EXPIRED_TOKEN = 'expired-token';

/** What a load balancer says when there is nobody behind it. */
const ERROR_PAGE = '<h1>Sorry, something went wrong.</h1>';

const sendRequest = z
  .object({
    messaging_product: z.literal('whatsapp'),
    recipient_type: z.literal('individual').optional(),
    to: phoneNumber.optional(),
    recipient: bsuid.optional(),
    type: z.literal('text'),
    text: z.object({ body: z.string().min(1).max(4_096) }),
    context: z.object({ message_id: z.string().min(1) }).optional(),
    biz_opaque_callback_data: z.string().max(512).optional(),
  })
  .transform(({ to, recipient, ...message }, context) => {
    const address = to ?? recipient; // Both may be given; then the phone number wins.
    if (address !== undefined) return { ...message, address };
    context.addIssue('to or recipient is required');
    return z.NEVER;
  });

const numberPath = z.object({ phoneNumberId: z.string() });
const nodePath = z.object({ id: z.string() });
const mediaQuery = z.object({ phone_number_id: z.string() });

type LostAnswer = Extract<Behaviour, { kind: 'lose-answer' }>['how'];

type Parts = { ledger: Ledger; conversation: Conversation; settings: () => SandboxSettings };

/** Registers the routes, each with Graph-shaped errors. */
export function graphRoutes(app: FastifyInstance, { ledger, conversation, settings }: Parts): void {
  app.addHook('onRequest', async (request) => requireToken(request));
  app.setErrorHandler((error, _request, reply) => answerError(error, reply));

  app.post('/:version(^v\\d+\\.\\d+$)/:phoneNumberId/messages', async (request, reply) => {
    const { phoneNumberId } = numberPath.parse(request.params);
    const message = parseSend(request.body);
    const behaviour = behaviourOf(message.to);
    if (behaviour.kind === 'refuse' && ledger.owesRefusal(message.outboundMessageId ?? message.to, behaviour.times)) {
      await delay(settings().latencyMs);
      throw new GraphRefusal(behaviour.code, 'The sandbox refuses this recipient.', behaviour.retryAfterS);
    }
    if (behaviour.kind === 'break') return reply.code(500).type('text/html').send(ERROR_PAGE);
    const accepted = ledger.accept({ ...message, phoneNumberId });
    conversation.reportStatuses(accepted, behaviour);
    await delay(settings().latencyMs);
    return behaviour.kind === 'lose-answer' ? loseAnswer(behaviour.how, request, reply) : acceptance(accepted);
  });

  app.get('/:version(^v\\d+\\.\\d+$)/:id', async (request) => {
    const { id } = nodePath.parse(request.params);
    const media = ledger.mediaById(id);
    if (media !== undefined) {
      return {
        messaging_product: 'whatsapp',
        url: `http://${request.host}/media/${id}`,
        mime_type: media.mimeType,
        sha256: createHash('sha256').update(media.bytes).digest('hex'),
        file_size: media.bytes.byteLength,
        id,
      };
    }
    if (asksForMedia(request) || !/^\d{10,20}$/.test(id)) throw new GraphRefusal(100, 'No object with this id exists.');
    return { display_phone_number: displayNumberOf(id), verified_name: 'Sandbox', id };
  });

  app.get('/media/:id', async (request, reply) => {
    const media = ledger.mediaById(nodePath.parse(request.params).id);
    if (media === undefined) return reply.code(404).send();
    return reply.type(media.mimeType).send(media.bytes);
  });
}

function requireToken(request: FastifyRequest): void {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw new GraphRefusal(104, 'An access token is required.');
  if (token === EXPIRED_TOKEN) throw new GraphRefusal(190, 'The access token has expired.');
}

/** Numbers and media share one id space; only a media look-up names the number it came to. */
function asksForMedia(request: FastifyRequest): boolean {
  return mediaQuery.safeParse(request.query).success;
}

function parseSend(body: unknown) {
  const { success, data, error } = sendRequest.safeParse(body);
  if (!success) throw new GraphRefusal(100, z.prettifyError(error));
  return {
    to: data.address,
    text: data.text.body,
    replyTo: data.context?.message_id,
    outboundMessageId: data.biz_opaque_callback_data,
  };
}

function acceptance({ to, providerMessageId }: AcceptedMessage) {
  const { waId, userId } = customerAt(to);
  return {
    messaging_product: 'whatsapp',
    contacts: [{ input: to, ...(waId === undefined ? { user_id: userId } : { wa_id: waId }) }],
    messages: [{ id: providerMessageId }],
  };
}

/** A hanging answer ends with the caller's patience, or with the server. */
function loseAnswer(how: LostAnswer, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (how === 'garbage') return reply.type('application/json').send('{"messaging_product":"what');
  reply.hijack();
  if (how === 'reset') request.raw.socket.resetAndDestroy();
  return reply;
}

function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  const refusal = error instanceof GraphRefusal ? error : new GraphRefusal(100, 'The request could not be read.');
  const { status, body } = graphErrorAnswer(refusal);
  if (refusal.retryAfterS !== undefined) reply.header('retry-after', refusal.retryAfterS);
  return reply.code(status).send(body);
}
