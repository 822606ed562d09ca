// One message: send it again, fetch its file.
import { eq } from 'drizzle-orm';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendAgain } from '../../db/conversations/handling.ts';
import { messages } from '../../db/schema/index.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { conflict, notFound, problemSchema } from '../problems.ts';
import { idempotencyHeaders, messageId } from './fields.ts';
import { messageSchema } from './message-schema.ts';
import { written } from './written.ts';

export const messageRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, { withBusiness, jobs, storage }) => {
  const tags = ['conversations'];
  const params = z.object({ messageId });

  app.post(
    '/:messageId/send-again',
    {
      preHandler: app.inBusiness({ atLeast: 'agent', scope: 'write' }),
      schema: {
        tags,
        summary: 'Send a failed or unconfirmed message again, as a new message',
        params,
        headers: idempotencyHeaders,
        response: { 200: messageSchema, 202: messageSchema, '4xx': problemSchema },
      },
    },
    async ({ access, params: { messageId }, headers, id: traceId }, reply) => {
      const order = { jobs, traceId, author: access.userId, idempotencyKey: headers['idempotency-key'] };
      const { status, message } = await withBusiness(access.businessId, async (tx) => {
        const [row] = await tx.select({ state: messages.state }).from(messages).where(eq(messages.id, messageId));
        if (!row) throw notFound('message');
        const outcome = await sendAgain(tx, messageId, order);
        if (!outcome) {
          throw conflict(
            `Only a failed or unconfirmed message can be sent again; the state of this one is "${row.state}".`,
          );
        }
        return written(tx, outcome);
      });
      return reply.code(status).send(message);
    },
  );

  app.get(
    '/:messageId/file',
    {
      preHandler: app.inBusiness({ atLeast: 'agent', scope: 'read' }),
      schema: {
        tags,
        summary: 'The file that came with a message',
        description: 'Pictures, sound and video are shown in place, anything else is a download.',
        params,
        response: { 200: z.custom<Buffer>().describe('The file’s bytes'), '4xx': problemSchema },
      },
    },
    async ({ access, params: { messageId } }, reply) => {
      const [row] = await withBusiness(access.businessId, (tx) =>
        tx
          .select({ key: messages.mediaKey, content: messages.content })
          .from(messages)
          .where(eq(messages.id, messageId)),
      );
      const file = row?.key ? await storage.get(row.key) : undefined;
      if (!row || !file) throw notFound('file');
      const fileName = row.content.kind === 'media' ? row.content.fileName : undefined;
      return reply
        .header('content-disposition', disposition(file.mimeType, fileName ?? messageId))
        .type(MIME_TYPE.test(file.mimeType) ? file.mimeType : 'application/octet-stream')
        .send(file.bytes);
    },
  );
};

/** The type comes from the sender: what is none would break the header. */
const MIME_TYPE = /^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w.-]+)*$/;

/** A vector picture may hold scripts, so it is no picture to us. */
const SHOWN_IN_PLACE = /^(image\/(?!svg)|audio\/|video\/)/;

/** RFC 6266; the file's name as RFC 8187 writes it. */
function disposition(mimeType: string, fileName: string): string {
  const kind = SHOWN_IN_PLACE.test(mimeType) ? 'inline' : 'attachment';
  const name = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
  return `${kind}; filename*=UTF-8''${name}`;
}
