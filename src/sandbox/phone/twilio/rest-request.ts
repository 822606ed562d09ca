// What requests to the REST API have in common.
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PhoneCall } from '../call.ts';
import type { Exchange } from '../exchange.ts';
import { REFUSALS, TwilioRefusal } from './errors.ts';

export const method = z.enum(['GET', 'POST']).default('POST');

/** A form field that may come once or several times. */
export const several = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

export const path = z.object({ sid: z.string(), recording: z.string().optional() });

/** @throws TwilioRefusal 20404 when the path names no call */
export function callAt(request: FastifyRequest, exchange: Exchange): PhoneCall {
  const call = exchange.find(path.parse(request.params).sid);
  if (call === undefined) throw new TwilioRefusal(REFUSALS.notFound);
  return call;
}
