// Signing in and out, who one is, one's password, and the link an invited person sets it with.
import { and, asc, eq } from 'drizzle-orm';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { businesses, memberships } from '../../db/schema/index.ts';
import { acceptInvitation, changePassword, signIn, signOut } from '../accounts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { PASSWORD_LIMIT } from '../plugins/rate-limits.ts';
import type { Person } from '../principal.ts';
import { problemSchema } from '../problems.ts';
import { email, newPassword } from './fields.ts';

const password = z.string().min(1).max(128);

const me = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string(), systemAdmin: z.boolean() }),
  businesses: z.array(z.object({ id: z.number(), name: z.string(), role: z.enum(['owner', 'admin', 'agent']) })),
});

export const signInRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, { auth, system }) => {
  app.post(
    '/sign-in',
    {
      config: { rateLimit: PASSWORD_LIMIT },
      schema: {
        tags: ['sign-in'],
        summary: 'Sign in: sets the session cookie',
        body: z.object({ email, password }),
        response: { 200: me, '4xx': problemSchema },
      },
    },
    async (request, reply) => describe(await signIn(auth, request, reply, request.body)),
  );

  app.post(
    '/sign-out',
    { schema: { tags: ['sign-in'], summary: 'End the session', response: { 204: z.null() } } },
    async (request, reply) => {
      await signOut(auth, request, reply);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/me',
    {
      preHandler: app.signedIn,
      schema: {
        tags: ['sign-in'],
        summary: 'Who is signed in, and the businesses they work for',
        response: { 200: me, '4xx': problemSchema },
      },
    },
    async ({ user }) => describe(user),
  );

  app.post(
    '/me/password',
    {
      preHandler: app.signedIn,
      config: { rateLimit: PASSWORD_LIMIT },
      schema: {
        tags: ['sign-in'],
        summary: 'Change the password; every other session ends',
        body: z.object({ currentPassword: password, newPassword }),
        response: { 204: z.null(), '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      await changePassword(auth, request, reply, request.body);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/invitations/:token',
    {
      config: { rateLimit: PASSWORD_LIMIT },
      schema: {
        tags: ['sign-in'],
        summary: 'Set the first password with the link of an invitation',
        params: z.object({ token: z.string().regex(/^[\w-]{20,64}$/) }),
        body: z.object({ password: newPassword }),
        response: { 204: z.null(), '4xx': problemSchema },
      },
    },
    async ({ params, body }, reply) => {
      await acceptInvitation(auth, params.token, body.password);
      return reply.code(204).send(null);
    },
  );

  async function describe({ userId, name, email, systemAdmin }: Person): Promise<z.infer<typeof me>> {
    const theirs = await system
      .select({ id: businesses.id, name: businesses.name, role: memberships.role })
      .from(memberships)
      .innerJoin(businesses, and(eq(businesses.id, memberships.businessId), eq(businesses.state, 'active')))
      .where(eq(memberships.userId, userId))
      .orderBy(asc(businesses.name), asc(businesses.id));
    return { user: { id: userId, name, email, systemAdmin }, businesses: theirs };
  }
};
