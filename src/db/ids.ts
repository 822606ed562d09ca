// Branded ids: a lead's id cannot be passed where a contact's is wanted.

type Id<Name extends string> = string & { readonly __id: Name };

/** The tenant: a small whole number, as in the seeds' `tenantId`. */
export type BusinessId = number & { readonly __id: 'business' };
export type ChannelId = Id<'channel'>;
export type ContactId = Id<'contact'>;
export type LeadId = Id<'lead'>;
export type ConversationId = Id<'conversation'>;
export type SessionId = Id<'session'>;
export type MessageId = Id<'message'>;
export type OperationId = Id<'operation'>;
export type ReminderId = Id<'reminder'>;
export type AlertId = Id<'alert'>;
export type ApiKeyId = Id<'apiKey'>;
export type CallId = Id<'call'>;
export type CallRecordingId = Id<'callRecording'>;
export type NotificationId = Id<'notification'>;
/** One browser on one machine that a person wants to be notified on. */
export type DeviceId = Id<'device'>;
/** better-auth's id of one sign-in. */
export type SignInId = Id<'signIn'>;
/** better-auth's user id. */
export type UserId = Id<'user'>;
