// What an application server asks of a push service: RFC 8030's POST, checked as strictly as the real ones do.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Browsers } from './browsers.ts';
import { decrypt } from './decrypt.ts';
import { refusalOf } from './vapid.ts';

/** What every push service takes; some take more. */
const LONGEST_BODY_BYTES = 4_096;

const headers = z.looseObject({
  ttl: z.coerce.number('TTL is required').int().min(0),
  topic: z
    .string()
    .regex(/^[\w-]{1,32}$/, 'Topic must be at most 32 characters of base64url')
    .optional(),
  urgency: z.enum(['very-low', 'low', 'normal', 'high']).default('normal'),
  'content-encoding': z.literal('aes128gcm'),
});

type Parts = { browsers: Browsers; origin: () => string };

/** Registers the routes. */
export function pushRoutes(app: FastifyInstance, { browsers, origin }: Parts): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 1024 * 1024 }, (_request, body, done) =>
    done(null, body),
  );

  app.post<{ Params: { id: string } }>('/push/:id', async (request, reply) => {
    const browser = browsers.byId(request.params.id);
    if (!browser) return refuse(reply, 404, 'no such subscription');
    const { trouble } = browser;
    if (trouble?.kind === 'refuse' && browser.refused < (trouble.times ?? Number.POSITIVE_INFINITY)) {
      browser.refused += 1;
      if (trouble.retryAfterS !== undefined) reply.header('retry-after', trouble.retryAfterS);
      return refuse(reply, trouble.status, 'as it was told to');
    }
    const stranger = await refusalOf(request.headers.authorization, browser.subscribedFor, origin());
    if (stranger) return refuse(reply, stranger.status, stranger.reason);
    const read = headers.safeParse(request.headers);
    if (!read.success) return refuse(reply, 400, z.prettifyError(read.error));
    const body = request.body as Buffer;
    if (body.byteLength > LONGEST_BODY_BYTES) return refuse(reply, 413, 'too long');
    const text = opened(() => decrypt(body, browser.keys));
    if (text === undefined) return refuse(reply, 400, 'the message cannot be decrypted');
    const { ttl: ttlSeconds, topic, urgency } = read.data;
    browsers.take({ browser: browser.id, text, ttlSeconds, topic, urgency });
    if (trouble?.kind === 'lose-answer') return loseAnswer(trouble.how, browsers, browser.id, request, reply);
    return reply.code(201).header('location', `${origin()}/message/${browsers.taken.length}`).send();
  });
}

const refuse = (reply: FastifyReply, status: number, reason: string) => reply.code(status).send(reason);

function opened(open: () => string): string | undefined {
  try {
    return open();
  } catch {
    return undefined; // Any fault of the message is the sender's.
  }
}

/** Once: the next message is taken as usual. A hanging answer ends with the caller's patience. */
function loseAnswer(
  how: 'reset' | 'hang',
  browsers: Browsers,
  id: string,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  browsers.setTrouble(id, undefined);
  reply.hijack();
  if (how === 'reset') request.raw.socket.resetAndDestroy();
  return reply;
}
