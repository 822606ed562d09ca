// Phone calls: the list, one call with its turns and recordings; hang up, remove.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { requestHangUp } from '../../db/calls/lifecycle.ts';
import { removeCall } from '../../db/calls/removal.ts';
import { listCalls, readCall } from '../../db/reads/calls.ts';
import { CALL_STATES } from '../../domain/calls/call-facts.ts';
import { CALL_RESULTS } from '../../domain/calls/call-result.ts';
import { pageQuery, pageSchema, toPage } from '../cursor.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { conflict, notFound, problemSchema } from '../problems.ts';
import { recordingRoutes } from './call-recordings.ts';
import { callId, contactId, contactSummary, line } from './fields.ts';

const call = z.object({
  id: z.uuid(),
  callSid: z.string().describe('Twilio’s id of the call'),
  from: z.string().describe('As the network tells it; a stand-in for a withheld number'),
  callerPhone: z.string().nullable().describe('E.164; null for a withheld number, and until Twilio told it'),
  to: z.string(),
  contact: contactSummary.nullable().describe('Null while nobody knows who calls, and for a withheld number'),
  state: z.enum(CALL_STATES),
  result: z.enum(CALL_RESULTS).nullable().describe('What became of it; null while it goes on'),
  language: z.enum(['he', 'en']),
  startedAt: z.date(),
  answeredAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  durationS: z.number().int().nullable(),
  summary: z.string().nullable().describe('What was talked of; null until it is over, and where nobody spoke'),
  hangUpRequestedAt: z.date().nullable().describe('A person asked for its end; null when nobody did'),
  recordingConsent: z
    .enum(['none', 'noticed', 'refused'])
    .describe('`none`: the caller was told of no recording; `noticed`: told, and did not object; `refused`: objected'),
});

const ms = z.number().nullable();
const wholeCall = call.extend({
  leadId: z.uuid().nullable(),
  conversationId: z.uuid().nullable().describe('The caller’s newest written conversation'),
  turns: z.array(
    z.object({
      n: z.number().int(),
      callerText: z.string(),
      heardText: z.string().describe('What the caller heard of the answer, not what was meant to be said'),
      answerEnd: z
        .enum(['finished', 'interrupted'])
        .describe('`interrupted`: by the caller, or by the end of the call'),
      toolResults: z.array(z.object({ toolCallId: z.string(), tool: z.string(), outcome: z.enum(['done', 'failed']) })),
      stages: z
        .object({ endpointing: ms, transcript: ms, firstToken: ms, firstAudio: ms })
        .describe(
          'Where the time before the answer went, in the order of the stages, each in ms; null: did not happen',
        ),
      startedAt: z.date(),
    }),
  ),
  recordings: z.array(
    z.object({
      id: z.uuid(),
      kind: z.enum(['call', 'message']),
      state: z
        .enum(['at-provider', 'stored', 'absent', 'lost', 'expired', 'removed'])
        .describe(
          '`at-provider`: on its way here; `absent`: nothing to hear; `lost`: could not be had; `expired`: no longer kept; `removed`: by a person',
        ),
      durationS: z.number().int().nullable(),
      channels: z.number().int().nullable(),
      createdAt: z.date(),
    }),
  ),
});

export const callRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, dependencies) => {
  const { withBusiness, jobs, storage } = dependencies;
  const tags = ['calls'];
  const mayRead = app.inBusiness({ atLeast: 'agent', scope: 'read' });
  const params = z.object({ callId });

  app.get(
    '/',
    {
      preHandler: mayRead,
      schema: {
        tags,
        summary: 'Calls, the newest first',
        querystring: pageQuery(callId).extend({
          only: z.literal('live').optional().describe('Those under way now'),
          with: z.literal('recording').optional().describe('Those of which a recording can be heard'),
          result: z.enum(CALL_RESULTS).optional(),
          search: line(100).optional().describe('Part of the caller’s name or number, or of what was said'),
          contactId: contactId.optional(),
          from: z.coerce.date().optional().describe('Begun at this instant or later'),
          before: z.coerce.date().optional().describe('Begun before this instant'),
        }),
        response: { 200: pageSchema(call), '4xx': problemSchema },
      },
    },
    async ({ access, query: { cursor, limit, ...wanted } }) => {
      const rows = await withBusiness(access.businessId, (tx) =>
        listCalls(tx, { ...wanted, after: cursor, limit: limit + 1 }),
      );
      return toPage(rows, limit, ({ id }) => id);
    },
  );

  app.get(
    '/:callId',
    {
      preHandler: mayRead,
      schema: {
        tags,
        summary: 'One call with its turns and recordings',
        params,
        response: { 200: wholeCall, '4xx': problemSchema },
      },
    },
    async ({ access, params }) => {
      const found = await withBusiness(access.businessId, (tx) => readCall(tx, params.callId));
      if (!found) throw notFound('call');
      return found;
    },
  );

  app.post(
    '/:callId/hang-up',
    {
      preHandler: app.inBusiness({ atLeast: 'agent', scope: 'write' }),
      schema: {
        tags,
        summary: 'End a call that is under way; it is over a moment later',
        params,
        response: { 202: z.object({ state: z.literal('ending') }), '4xx': problemSchema },
      },
    },
    async ({ access, params, id: traceId }, reply) => {
      const outcome = await withBusiness(access.businessId, (tx) =>
        requestHangUp(tx, { jobs, traceId }, params.callId, new Date()),
      );
      if (outcome === 'no-such-call') throw notFound('call');
      if (outcome === 'over') throw conflict('This call is over already.');
      return reply.code(202).send({ state: 'ending' });
    },
  );

  app.delete(
    '/:callId',
    {
      preHandler: app.inBusiness({ atLeast: 'admin', scope: 'write' }),
      schema: {
        tags,
        summary: 'Remove a call with its turns and recordings',
        params,
        response: { 204: z.null(), '4xx': problemSchema },
      },
    },
    async ({ access, params }, reply) => {
      const removal = await withBusiness(access.businessId, (tx) => removeCall(tx, jobs, params.callId));
      if (removal.outcome === 'no-such-call') throw notFound('call');
      if (removal.outcome === 'going-on') throw conflict('This call is under way: hang up first.');
      for (const file of removal.files) await storage.removeAll(file);
      return reply.code(204).send(null);
    },
  );

  await app.register(recordingRoutes, { ...dependencies, prefix: '/:callId/recordings' });
};
