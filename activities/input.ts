// An activity's first line: its input is checked, and an input that does not fit fails for good.
import { z } from 'zod';
import type {
  AlertId,
  CallId,
  ChannelId,
  ContactId,
  ConversationId,
  DeviceId,
  MessageId,
  NotificationId,
  SessionId,
  UserId,
} from '../src/db/ids.ts';
import { failure } from '../src/jobs/failures.ts';

export const messageId = z.uuid().transform((id) => id as MessageId);
export const conversationId = z.uuid().transform((id) => id as ConversationId);
export const channelId = z.uuid().transform((id) => id as ChannelId);
export const contactId = z.uuid().transform((id) => id as ContactId);
export const alertId = z.uuid().transform((id) => id as AlertId);
export const userId = z.string().transform((id) => id as UserId);
export const sessionId = z.uuid().transform((id) => id as SessionId);
export const notificationId = z.uuid().transform((id) => id as NotificationId);
export const deviceId = z.uuid().transform((id) => id as DeviceId);
export const callId = z.uuid().transform((id) => id as CallId);
/** Twilio's id of a call. */
export const callSid = z.string().regex(/^CA[0-9a-f]{32}$/);
/** The workflow's clock, in ms since the epoch. */
export const clock = z.number().int().positive();

/** @throws InvalidInput naming the field */
export function readInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw failure('InvalidInput', z.prettifyError(parsed.error));
}
