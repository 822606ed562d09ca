// API keys: a program's way into one business. The key itself is shown once, when it is made.
import { randomBytes } from 'node:crypto';
import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { apiKeys } from '../../db/schema/index.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { hashOfKey } from '../principal.ts';
import { notFound, problemSchema } from '../problems.ts';
import { apiKeyId, line } from './fields.ts';

const scopes = z.array(z.enum(['read', 'write']));
const apiKey = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string().describe('The key begins with psk_, this and _'),
  scopes,
  createdAt: z.date(),
  lastUsedAt: z.date().nullable().describe('To the minute'),
  revokedAt: z.date().nullable(),
});

const shown = {
  id: apiKeys.id,
  name: apiKeys.name,
  prefix: apiKeys.prefix,
  scopes: apiKeys.scopes,
  createdAt: apiKeys.createdAt,
  lastUsedAt: apiKeys.lastUsedAt,
  revokedAt: apiKeys.revokedAt,
};

export const apiKeyRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, { withBusiness }) => {
  const tags = ['API keys'];
  // People only: a key that could make keys would outlive its own revocation.
  app.addHook('preHandler', app.signedIn);
  app.addHook('preHandler', app.inBusiness({ atLeast: 'admin', scope: 'write' }));

  app.get(
    '/',
    {
      schema: {
        tags,
        summary: 'All keys, revoked ones too, the newest first',
        response: { 200: z.object({ items: z.array(apiKey) }), '4xx': problemSchema },
      },
    },
    async ({ access }) => ({
      items: await withBusiness(access.businessId, (tx) => tx.select(shown).from(apiKeys).orderBy(desc(apiKeys.id))),
    }),
  );

  app.post(
    '/',
    {
      schema: {
        tags,
        summary: 'Make a key',
        body: z.object({ name: line(80), scopes: scopes.min(1).transform((all) => [...new Set(all)]) }),
        response: { 201: apiKey.extend({ key: z.string().describe('Shown only here') }), '4xx': problemSchema },
      },
    },
    async ({ access, body: { name, scopes } }, reply) => {
      const prefix = randomBytes(4).toString('hex');
      const key = `psk_${prefix}_${randomBytes(32).toString('base64url')}`;
      const [row] = await withBusiness(access.businessId, (tx) =>
        tx
          .insert(apiKeys)
          .values({ businessId: tx.businessId, name, prefix, hash: hashOfKey(key), scopes, createdBy: access.userId })
          .returning(shown),
      );
      if (!row) throw new Error('An insert of an API key returned no row');
      return reply.code(201).send({ ...row, key });
    },
  );

  app.delete(
    '/:keyId',
    {
      schema: {
        tags,
        summary: 'Revoke a key: it ends at once and stays in the list',
        params: z.object({ keyId: apiKeyId }),
        response: { 204: z.null(), '4xx': problemSchema },
      },
    },
    async ({ access, params: { keyId } }, reply) => {
      await withBusiness(access.businessId, async (tx) => {
        if ((await tx.$count(apiKeys, eq(apiKeys.id, keyId))) === 0) throw notFound('API key');
        await tx
          .update(apiKeys)
          .set({ revokedAt: sql`now()` })
          .where(and(eq(apiKeys.id, keyId), isNull(apiKeys.revokedAt)));
      });
      return reply.code(204).send(null);
    },
  );
};
