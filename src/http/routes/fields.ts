// Fields that several resources take or show. An id that came in through one of these is of the kind its name says.
import parsePhoneNumber from 'libphonenumber-js';
import { z } from 'zod';
import type {
  ApiKeyId,
  BusinessId,
  CallId,
  CallRecordingId,
  ChannelId,
  ContactId,
  ConversationId,
  LeadId,
  MessageId,
  NotificationId,
  ReminderId,
  UserId,
} from '../../db/ids.ts';

export const leadId = z.uuid().transform((id) => id as LeadId);
export const contactId = z.uuid().transform((id) => id as ContactId);
export const channelId = z.uuid().transform((id) => id as ChannelId);
export const conversationId = z.uuid().transform((id) => id as ConversationId);
export const messageId = z.uuid().transform((id) => id as MessageId);
export const reminderId = z.uuid().transform((id) => id as ReminderId);
export const callId = z.uuid().transform((id) => id as CallId);
export const recordingId = z.uuid().transform((id) => id as CallRecordingId);
export const notificationId = z.uuid().transform((id) => id as NotificationId);
export const apiKeyId = z.uuid().transform((id) => id as ApiKeyId);
export const businessId = z.coerce
  .number()
  .int()
  .positive()
  .transform((id) => id as BusinessId);
/** better-auth makes ids of letters and digits. */
export const userId = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .transform((id) => id as UserId);

/** Text that Postgres can keep: it refuses NUL in text, and half a surrogate pair in JSON. */
export const freeText = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'has a character that cannot be stored');

/** As {@link freeText}, without spaces around it, and something must be left. */
export const line = (maxLength: number) => freeText(maxLength).trim().min(1);

/** A time of day on the business's own clock. */
export const wallClock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM, from 00:00 to 23:59')
  .describe('HH:MM in the business’s time zone');

export const email = z.email().max(254).toLowerCase();

/** The bounds are better-auth's, as set in `http/auth.ts`. */
export const newPassword = z.string().min(10).max(128);

/** Who a conversation or a lead is with. `phone` is E.164, null when WhatsApp hides it. */
export const contactSummary = z.object({ id: z.uuid(), name: z.string().nullable(), phone: z.string().nullable() });

/** Headers of a request that may be repeated without being done twice. The others pass as they are. */
export const idempotencyHeaders = z.looseObject({
  'idempotency-key': z
    .string('is missing: choose one per message and keep it when you try again')
    .regex(/^[\x21-\x7e]{8,128}$/, 'must be 8 to 128 visible characters')
    .describe('Chosen by the caller, one per message; a repeated request answers with the same message'),
});

/** To E.164. Without the country's code it would be a guess. */
export const internationalPhone = z
  .string()
  .max(40)
  .transform((text, context) => {
    const parsed = parsePhoneNumber(text);
    if (parsed?.isPossible()) return parsed.number;
    context.issues.push({
      code: 'custom',
      input: text,
      message: 'must be a phone number with + and the country’s code, for example +972 50 123 4567',
    });
    return z.NEVER;
  });
