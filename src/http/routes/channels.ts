// Channels: WhatsApp numbers are added with credentials that were tried first; all are changed and removed. Credentials are
// never shown. Phone numbers are added in `voice-numbers.ts`.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  addChannel,
  type Channel,
  type ChannelChange,
  changeChannel,
  readChannel,
  readChannels,
  removeChannel,
} from '../../db/channels.ts';
import type { BusinessId } from '../../db/ids.ts';
import { WhatsappLookupError, type WhatsappNumber } from '../../providers/whatsapp/provider.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { conflict, notFound, Problem, problemSchema, unavailable } from '../problems.ts';
import { channelId, line } from './fields.ts';

export const channel = z.object({
  id: z.uuid(),
  provider: z.enum(['cloud', 'twilio']).describe('`cloud`: WhatsApp; `twilio`: the phone'),
  numberId: z.string(),
  displayNumber: z.string(),
  name: z.string(),
  state: z
    .enum(['active', 'reconnect', 'disabled'])
    .describe('`reconnect`: WhatsApp refused the access token; nothing is sent until a working one is saved'),
  heldUntil: z.date().nullable().describe('WhatsApp asked the number to wait: nothing is sent by it until then'),
  heldReason: z.string().nullable().describe('Why it waits, or last waited'),
  isSending: z.boolean().describe('Sends what does not answer a message that came in'),
  createdAt: z.date(),
});

const numberId = z.string().regex(/^\d{5,20}$/, 'must be the number’s id from Meta (phone_number_id), digits only');
const accessToken = z
  .string()
  .max(2_000)
  .regex(/^[\x21-\x7e]+$/, 'has a space or a line break in it: paste it again');

const change = z.strictObject({
  name: line(80).optional(),
  accessToken: accessToken.optional(),
  state: z.enum(['active', 'disabled']).optional(),
  isSending: z.literal(true, 'make another channel the sending one instead').optional(),
});

export const channelRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, dependencies) => {
  const { withBusiness, vault, describeNumber } = dependencies;
  const tags = ['channels'];
  const mayChange = app.inBusiness({ atLeast: 'admin', scope: 'write' });

  app.get(
    '/',
    {
      preHandler: app.inBusiness({ atLeast: 'agent', scope: 'read' }),
      schema: {
        tags,
        summary: 'All channels',
        response: { 200: z.object({ items: z.array(channel) }), '4xx': problemSchema },
      },
    },
    async ({ access }) => ({ items: await withBusiness(access.businessId, readChannels) }),
  );

  app.post(
    '/',
    {
      preHandler: mayChange,
      schema: {
        tags,
        summary: 'Add a number of the WhatsApp Cloud API; WhatsApp is asked about it first',
        body: z.object({ name: line(80), numberId, accessToken, isSending: z.boolean().default(false) }),
        response: { 201: channel, '4xx': problemSchema, 503: problemSchema },
      },
    },
    async ({ access: { businessId }, body: { name, numberId, accessToken, isSending } }, reply) => {
      const { displayPhoneNumber } = await tried(numberId, accessToken);
      const credentials = seal(businessId, accessToken);
      const added = await withBusiness(businessId, async (tx) => {
        const row = await addChannel(tx, { name, numberId, displayNumber: displayPhoneNumber, credentials, isSending });
        if (!row) throw conflict('This number is a channel already, of this business or of another.');
        return row;
      });
      return reply.code(201).send(added);
    },
  );

  app.patch(
    '/:channelId',
    {
      preHandler: mayChange,
      schema: {
        tags,
        summary: 'Rename, save a new access token, switch off or on, make it the sending one',
        description: 'Switching it on also ends a wait that WhatsApp asked for: what waits is tried at its next turn.',
        params: z.object({ channelId }),
        body: change,
        response: { 200: channel, '4xx': problemSchema, 503: problemSchema },
      },
    },
    async ({ access: { businessId }, params, body }) => {
      const before = await withBusiness(businessId, (tx) => readChannel(tx, params.channelId));
      if (!before) throw notFound('channel');
      const values = await valuesOf(businessId, before, body);
      return withBusiness(businessId, (tx) => changeChannel(tx, before.id, values));
    },
  );

  app.delete(
    '/:channelId',
    {
      preHandler: mayChange,
      schema: {
        tags,
        summary: 'Remove a channel that has no conversations',
        params: z.object({ channelId }),
        response: { 204: z.null(), '4xx': problemSchema },
      },
    },
    async ({ access, params }, reply) => {
      switch (await withBusiness(access.businessId, (tx) => removeChannel(tx, params.channelId))) {
        case 'no-such-channel':
          throw notFound('channel');
        case 'has-conversations':
          throw conflict('Conversations were held on this channel: disable it instead.');
        case 'has-calls':
          throw conflict('There are calls to this number: disable it instead.');
        case 'sends-for-others':
          throw conflict('This is the sending channel: make another one the sending channel first.');
        case 'removed':
          return reply.code(204).send(null);
      }
    },
  );

  async function valuesOf(
    businessId: BusinessId,
    before: Channel,
    { name, accessToken, state, isSending }: z.output<typeof change>,
  ): Promise<ChannelChange> {
    if (before.provider === 'twilio' && (accessToken !== undefined || isSending !== undefined)) {
      throw conflict('A phone number has no access token of its own and sends no messages.');
    }
    if (state === 'active' && before.state === 'reconnect' && accessToken === undefined) {
      throw conflict('WhatsApp refused this channel’s access token: save a working one.');
    }
    return {
      ...(name === undefined ? {} : { name }),
      ...(state === undefined ? {} : { state }),
      ...(state === 'active' ? { heldUntil: null } : {}),
      ...(isSending === undefined ? {} : { isSending }),
      ...(accessToken === undefined ? {} : await renewed(businessId, before, accessToken, state)),
    };
  }

  /** Credentials that work end a `reconnect`; a channel that was switched off stays off. */
  async function renewed(businessId: BusinessId, before: Channel, accessToken: string, wanted?: Channel['state']) {
    const { displayPhoneNumber } = await tried(before.numberId, accessToken);
    const state = wanted ?? (before.state === 'disabled' ? 'disabled' : 'active');
    return { displayNumber: displayPhoneNumber, credentials: seal(businessId, accessToken), state };
  }

  const seal = (businessId: BusinessId, accessToken: string) => vault.seal(businessId, JSON.stringify({ accessToken }));

  /** @throws Problem 422 with what WhatsApp said, 503 when it said nothing */
  async function tried(numberId: string, accessToken: string): Promise<WhatsappNumber> {
    try {
      return await describeNumber(numberId, accessToken);
    } catch (error) {
      if (!(error instanceof WhatsappLookupError)) throw error;
      if (error.verdict.kind === 'retry') throw unavailable(`${error.message} Nothing was saved: try again.`);
      throw new Problem(
        422,
        'WhatsApp refused',
        `${error.message} Nothing was saved: check the number id and the token.`,
      );
    }
  }
};
