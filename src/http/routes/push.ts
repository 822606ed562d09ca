// The browsers a person wants to be notified on. They are the person's, in every business they work for.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { addDevice, hasActiveDevice, isSubscribed, removeDevice } from '../../db/notifications/devices.ts';
import { notify } from '../../db/notifications/notify.ts';
import { isPushEndpoint } from '../../domain/notifications/push-endpoint.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { badRequest, conflict, problemSchema } from '../problems.ts';

/** An index over more would not fit; real ones have about 200 characters. */
const LONGEST_ENDPOINT = 1_024;

const endpoint = z.string().min(1).max(LONGEST_ENDPOINT).describe('`endpoint` of the browser’s PushSubscription');

/** As `PushSubscription.toJSON()` has it: 65 and 16 bytes in base64url. */
const subscription = z.object({
  endpoint,
  keys: z.object({
    p256dh: z.string().regex(/^B[\w-]{86}=?$/, 'must be a P-256 public key in base64url'),
    auth: z.string().regex(/^[\w-]{22}(==)?$/, 'must be 16 bytes in base64url'),
  }),
  language: z.enum(['he', 'en']).describe('In which the device is told'),
});

/** Nobody wants to hear of a test later than this. */
const TEST_MS = 5 * 60_000;

export const pushRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (
  app,
  { system, withBusiness, jobs, settings },
) => {
  const tags = ['notifications'];
  const { publicKey, allowedOrigin } = settings.push;

  app.get(
    '/public-key',
    {
      preHandler: app.signedIn,
      schema: {
        tags,
        summary: 'What a browser subscribes with: the applicationServerKey (VAPID)',
        response: { 200: z.object({ publicKey: z.string() }), '4xx': problemSchema },
      },
    },
    async () => ({ publicKey }),
  );

  app.get(
    '/subscription',
    {
      preHandler: app.signedIn,
      schema: {
        tags,
        summary: 'Whether I want to be notified on this browser: one that lost its subscription subscribes anew',
        response: { 200: z.object({ subscribed: z.boolean() }), '4xx': problemSchema },
      },
    },
    async ({ user }) => ({ subscribed: await isSubscribed(system, user.signInId) }),
  );

  app.post(
    '/subscribe',
    {
      preHandler: app.signedIn,
      schema: {
        tags,
        summary: 'Notify me on this browser, until I sign out here; taken over from whoever had it before',
        body: subscription,
        response: { 204: z.null(), '4xx': problemSchema },
      },
    },
    async ({ body, user }, reply) => {
      if (!isPushEndpoint(body.endpoint, allowedOrigin)) {
        const reason = 'must be the https address of a public push service';
        throw badRequest(`body.endpoint: ${reason}`, [{ field: 'body.endpoint', reason }]);
      }
      await addDevice(system, { userId: user.userId, signInId: user.signInId, ...body });
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/unsubscribe',
    {
      preHandler: app.signedIn,
      schema: {
        tags,
        summary: 'Do not notify me on this browser any more; one that is not mine stays as it is',
        body: z.object({ endpoint }),
        response: { 204: z.null(), '4xx': problemSchema },
      },
    },
    async ({ body, user }, reply) => {
      await removeDevice(system, user.userId, body.endpoint);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/test',
    {
      preHandler: app.asMember,
      schema: {
        tags,
        summary: 'Send me a notice now, whatever my preferences are; its deliveries say what became of it',
        response: { 202: z.null(), '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      const { businessId, userId } = request.access;
      await withBusiness(businessId, async (tx) => {
        if (!(await hasActiveDevice(tx, userId))) {
          throw conflict('Nothing can be pushed to you yet: switch notifications on in a browser first.');
        }
        const test = { kind: 'test', about: { kind: 'nothing' }, values: {} } as const;
        const pointlessAfter = new Date(Date.now() + TEST_MS);
        await notify(tx, jobs, { ...test, to: [userId], key: `test:${request.id}`, pointlessAfter }, request.id);
      });
      return reply.code(202).send(null);
    },
  );
};
