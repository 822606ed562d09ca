// Phone numbers of the system's Twilio account, given to a business by a system administrator: the account is everybody's,
// so a business that could take a number by itself could take another's.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import parsePhoneNumber from 'libphonenumber-js';
import { z } from 'zod';
import { ringGreetings } from '../../db/calls/greetings.ts';
import { addVoiceNumber } from '../../db/channels.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { conflict, problemSchema } from '../problems.ts';
import { channel } from './channels.ts';
import { internationalPhone, line } from './fields.ts';

export const voiceNumberRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, { withBusiness, jobs }) => {
  app.post(
    '/',
    {
      preHandler: app.inBusiness({ atLeast: 'system_admin', scope: 'write' }),
      schema: {
        tags: ['channels'],
        summary: 'Give a business a phone number',
        description:
          'For system administrators. At Twilio the number’s voice webhook is `/webhook/voice/incoming` of the calls role, its status callback `/webhook/voice/status`.',
        body: z.object({ name: line(80), phone: internationalPhone }),
        response: { 201: channel, '4xx': problemSchema },
      },
    },
    async ({ access, body: { name, phone }, id: traceId }, reply) => {
      const displayNumber = parsePhoneNumber(phone)?.formatInternational() ?? phone;
      const added = await withBusiness(access.businessId, async (tx) => {
        const row = await addVoiceNumber(tx, { name, phone, displayNumber });
        if (!row) throw conflict('This number is a channel already, of this business or of another.');
        await ringGreetings(tx, { jobs, traceId });
        return row;
      });
      return reply.code(201).send(added);
    },
  );
};
