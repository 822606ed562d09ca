// A request of Twilio's: its body read as form or JSON, its signature checked over the URL by which Twilio knows us.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import twilio from 'twilio';
import { z } from 'zod';
import { badRequest, forbidden } from '../../http/problems.ts';

/** A body as it came, and its fields. */
interface TwilioBody {
  kind: 'form' | 'json';
  raw: string;
  fields: Record<string, string>;
}

const fields = z.record(z.string(), z.coerce.string());
const body = z.object({ fields }).default({ fields: {} });

/** Teaches the app to read both kinds of body, and to refuse (403) what Twilio has not signed. */
export function takeTwilioRequests(app: FastifyInstance, { publicUrl, authToken }: TwilioIdentity): void {
  const read =
    (kind: TwilioBody['kind'], parse: (raw: string) => unknown) =>
    async (_request: FastifyRequest, raw: string | Buffer): Promise<TwilioBody> => {
      const parsed = fields.safeParse(parse(String(raw)));
      if (!parsed.success) throw Object.assign(new Error('The body has no fields.'), { statusCode: 400 });
      return { kind, raw: String(raw), fields: parsed.data };
    };
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    read('form', (raw) => Object.fromEntries(new URLSearchParams(raw))),
  );
  app.addContentTypeParser('application/json', { parseAs: 'string' }, read('json', parsedJson));
  app.addHook('preValidation', async (request) => {
    if (!isSigned(request, `${publicUrl}${request.url}`, authToken)) {
      throw forbidden('X-Twilio-Signature is missing or wrong for this URL.');
    }
  });
}

export interface TwilioIdentity {
  /** Without a slash at its end. */
  publicUrl: string;
  authToken: string;
}

/**
 * The request's fields, and the number of ours it is about: its `To`, or what our callback URL says.
 * @throws Problem 400 naming what does not fit
 */
export function fieldsOf<Schema extends z.ZodType>(request: FastifyRequest, schema: Schema): z.output<Schema> {
  const { success, data, error } = schema.safeParse({ ...queryOf(request), ...body.parse(request.body).fields });
  if (!success) throw badRequest(z.prettifyError(error));
  return data;
}

/** Our own parameter `to` stands for a `To` that Twilio does not send with every callback. */
function queryOf({ query }: FastifyRequest): Record<string, string> {
  const { to } = z.object({ to: z.string().optional() }).parse(query);
  return to === undefined ? {} : { To: to };
}

function isSigned(request: FastifyRequest, url: string, authToken: string): boolean {
  const signature = request.headers['x-twilio-signature'];
  if (typeof signature !== 'string') return false;
  const given = request.body as TwilioBody | undefined;
  // A JSON body is not in the signature itself: its hash is in the URL, which is.
  if (given?.kind === 'json') return twilio.validateRequestWithBody(authToken, signature, url, given.raw);
  return twilio.validateRequest(authToken, signature, url, given?.fields ?? {});
}

function parsedJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
