// What every job is. Data only, safe to import anywhere; docs/add-a-job.md shows how to add one.
import type {
  AlertId,
  CallId,
  ChannelId,
  ContactId,
  ConversationId,
  MessageId,
  NotificationId,
  UserId,
} from '../db/ids.ts';
import { defineJob, defineSystemJob, type Job } from './job.ts';

export interface ProcessWhatsappWebhookInput {
  /** Which webhook it came by, part of the dedupe key. */
  source: 'baileys' | 'cloud';
  providerMessageId: string;
  conversationId: ConversationId;
  messageId: MessageId;
}

export const processWhatsappWebhook = defineJob<ProcessWhatsappWebhookInput>({
  workflow: 'processWhatsappWebhook',
  queue: 'default',
  priority: 2,
  // Preparing a message twice changes nothing, so one that failed may be started again.
  repeat: 'failed-only',
  // Senders choose message ids: the conversation keeps one customer's id from swallowing another's.
  id: (input) => `webhook:${input.source}:${input.providerMessageId}:${input.conversationId}`,
  summary: () => 'Prepare an inbound WhatsApp message and ring its conversation',
});

export interface ConversationInput {
  conversationId: ConversationId;
  channelId: ChannelId;
  contactId: ContactId;
}

export const conversation = defineJob<ConversationInput>({
  workflow: 'conversation',
  queue: 'high',
  priority: 2,
  // A run ends after a silence; the next message begins another.
  repeat: 'always',
  ring: true,
  id: (input) => `conversation:${input.channelId}:${input.contactId}`,
  summary: () => 'Answer one customer, message after message, until they fall silent',
});

export interface SendWhatsappMessageInput {
  messageId: MessageId;
}

export const sendWhatsappMessage = defineJob<SendWhatsappMessageInput>({
  workflow: 'sendWhatsappMessage',
  queue: 'high',
  priority: 2,
  // A message that may have gone out must never go out again by itself: "send again" makes a new row.
  repeat: 'never',
  id: (input) => `whatsapp:send:${input.messageId}`,
  summary: () => 'Hand one message to WhatsApp and settle what became of it',
});

export interface FetchMissedCallsInput {
  /** Calls since this instant are looked for, ISO 8601. */
  since: string;
}

export const fetchMissedCalls = defineJob<FetchMissedCallsInput>({
  workflow: 'fetchMissedCalls',
  queue: 'maintenance',
  priority: 5,
  repeat: 'always',
  id: () => 'calls:missed',
  summary: ({ since }) => `Write down calls since ${since} that nobody told us of`,
});

export const missedCallsTick = defineSystemJob({
  workflow: 'missedCallsTick',
  queue: 'low',
  priority: 5,
  summary: 'Find the businesses that can be called, and start one search for each',
});

/** A call, by Twilio's id and by ours. */
export interface CallInput {
  callSid: string;
  callId: CallId;
}

export const callLifecycle = defineJob<CallInput>({
  workflow: 'callLifecycle',
  queue: 'high',
  priority: 1,
  // A call happens once. News that comes after its end is in its row already.
  repeat: 'never',
  ring: true,
  id: ({ callSid }) => `call:${callSid}`,
  summary: () => 'Follow one phone call to its end',
});

export const createCallLog = defineJob<CallInput>({
  workflow: 'createCallLog',
  queue: 'high',
  priority: 1,
  // Finding or making the caller's contact twice changes nothing.
  repeat: 'failed-only',
  id: ({ callSid }) => `twilio:${callSid}:initiated`,
  summary: () => 'Find out who calls',
});

export const prebuildPrompt = defineJob<CallInput>({
  workflow: 'prebuildPrompt',
  queue: 'high',
  priority: 1,
  repeat: 'failed-only',
  id: ({ callSid }) => `prompt:${callSid}`,
  summary: () => 'Make ready what the assistant is told in a call',
});

export const createLeadFromCall = defineJob<CallInput>({
  workflow: 'createLeadFromCall',
  queue: 'default',
  priority: 3,
  // A contact has one lead, however often it is made.
  repeat: 'failed-only',
  id: ({ callSid }) => `lead:call:${callSid}`,
  summary: () => 'Make the caller a lead',
});

export const finalizeCallLog = defineJob<CallInput>({
  workflow: 'finalizeCallLog',
  queue: 'high',
  priority: 3,
  repeat: 'failed-only',
  id: ({ callSid }) => `twilio:${callSid}:completed`,
  summary: () => 'Write down what became of a call',
});

export interface SaveConversationTurnInput extends CallInput {
  n: number;
}

export const saveConversationTurn = defineJob<SaveConversationTurnInput>({
  workflow: 'saveConversationTurn',
  queue: 'default',
  priority: 3,
  // What was learnt from a turn is learnt again to the same effect.
  repeat: 'failed-only',
  id: ({ callSid, n }) => `turn:${callSid}:${n}`,
  summary: ({ n }) => `Write down what was learnt from turn ${n} of a call`,
});

export interface PerformCallToolInput extends CallInput {
  /** Of the assistant's use of a tool. */
  useId: string;
}

export const performCallTool = defineJob<PerformCallToolInput>({
  workflow: 'performCallTool',
  queue: 'default',
  priority: 3,
  // What is done is noted with it, so a run that failed may be started again.
  repeat: 'failed-only',
  id: ({ callSid, useId }) => `tool:${callSid}:${useId}`,
  summary: () => 'Do what the assistant promised in a call',
});

/** Nothing: what is to be made is in the business's rows. */
export type PrepareGreetingsInput = Record<string, never>;

export const prepareGreetings = defineJob<PrepareGreetingsInput>({
  workflow: 'prepareGreetings',
  queue: 'low',
  priority: 3,
  // Whatever changes rings it; a run under way looks again.
  repeat: 'always',
  ring: true,
  id: () => 'greetings',
  summary: () => 'Make the audio by which calls are greeted',
});

export const processRecording = defineJob<CallInput>({
  workflow: 'processRecording',
  queue: 'recordings',
  priority: 4,
  // A call may have several recordings, and the provider tells late: it looks again whenever it is rung.
  repeat: 'always',
  ring: true,
  id: ({ callSid }) => `recording:${callSid}`,
  summary: () => 'Fetch the recordings of a call and keep them',
});

export interface SendPushInput {
  notificationId: NotificationId;
}

export const sendPush = defineJob<SendPushInput>({
  workflow: 'sendPush',
  queue: 'default',
  priority: 3,
  // A device that has the notice is not pushed to again, so one that failed may be started again.
  repeat: 'failed-only',
  id: (input) => `push:notification:${input.notificationId}`,
  summary: () => 'Push one notice to every device of its person',
});

export interface NotifyRemindersInput {
  /** The instant the tick works for, ISO 8601. */
  tick: string;
}

export const notifyReminders = defineJob<NotifyRemindersInput>({
  workflow: 'notifyReminders',
  queue: 'low',
  priority: 3,
  // The log of notices keeps one from being given twice, so a failed run may be started again.
  repeat: 'failed-only',
  id: ({ tick }) => `reminders:${tick}`,
  summary: ({ tick }) => `Give the reminder notices due by ${tick}`,
});

export interface CleanReminderLogInput {
  /** Entries from before this instant are cleared away, ISO 8601. */
  before: string;
}

export const cleanReminderLog = defineJob<CleanReminderLogInput>({
  workflow: 'cleanReminderLog',
  queue: 'maintenance',
  priority: 5,
  repeat: 'always',
  id: () => 'reminders:cleanup',
  summary: ({ before }) => `Clear away reminder notices given before ${before}`,
});

export interface CloseStaleSessionsInput {
  /** The instant that sessions are stale at, ISO 8601. */
  tick: string;
}

export const closeStaleSessions = defineJob<CloseStaleSessionsInput>({
  workflow: 'closeStaleSessions',
  queue: 'maintenance',
  priority: 5,
  repeat: 'always',
  id: () => 'sessions:cleanup',
  summary: ({ tick }) => `Close the sessions that nobody closed by ${tick}`,
});

export interface ResumeConversationsInput {
  /** When the business was opened again, ISO 8601: what is younger is answered as ever. */
  openedAt: string;
}

export const resumeConversations = defineJob<ResumeConversationsInput>({
  workflow: 'resumeConversations',
  queue: 'default',
  priority: 3,
  // What it has seen to is not open any more, so one that failed may be started again.
  repeat: 'failed-only',
  id: ({ openedAt }) => `conversations:resume:${openedAt}`,
  summary: () => 'Settle what was left in the middle when the business was closed',
});

export const whatsappSessionsCleanup = defineSystemJob({
  workflow: 'whatsappSessionsCleanup',
  queue: 'maintenance',
  priority: 5,
  summary: 'Find the businesses with sessions that nobody closed, and start one job for each',
});

export const remindersTick = defineSystemJob({
  workflow: 'remindersTick',
  queue: 'low',
  priority: 3,
  summary: 'Find the businesses that have a reminder notice due, and start one job for each',
});

export const remindersCleanup = defineSystemJob({
  workflow: 'remindersCleanup',
  queue: 'maintenance',
  priority: 5,
  summary: 'Find the businesses with old reminder notices, and start one clean-up for each',
});

export interface CleanRecordingsInput {
  /** The instant that recordings are too old at, ISO 8601. */
  tick: string;
}

export const cleanRecordings = defineJob<CleanRecordingsInput>({
  workflow: 'cleanRecordings',
  queue: 'maintenance',
  priority: 5,
  repeat: 'always',
  id: () => 'recordings:cleanup',
  summary: ({ tick }) => `Let go of the recordings that are too old at ${tick}`,
});

export const recordingsCleanup = defineSystemJob({
  workflow: 'recordingsCleanup',
  queue: 'maintenance',
  priority: 5,
  summary: 'Find the businesses with recordings to let go, and start one clean-up for each',
});

export interface NotifySystemAlertInput {
  alertId: AlertId;
  summary: string;
  /** Whether it has ended. */
  over: boolean;
  /** System administrators who are members of the business. */
  userIds: UserId[];
}

export const notifySystemAlert = defineJob<NotifySystemAlertInput>({
  workflow: 'notifySystemAlert',
  queue: 'high',
  priority: 2,
  // The notice's own key keeps it from being given twice.
  repeat: 'failed-only',
  id: ({ alertId, over }) => `alert:${alertId}:${over ? 'end' : 'opening'}`,
  summary: ({ over }) => (over ? 'Tell of the end of an incident' : 'Tell of an incident'),
});

export const warmupAgents = defineSystemJob({
  workflow: 'warmupAgents',
  queue: 'low',
  priority: 5,
  summary: 'Build the prompt of every business in use, and name those that cannot be built',
});

export const pruneHousekeeping = defineSystemJob({
  workflow: 'pruneHousekeeping',
  queue: 'maintenance',
  priority: 5,
  summary: 'Clear away what nobody needs any more: old live events, notices, sign-ins, alerts, starts',
});

/** Jobs of the system: `schedules.ts` says when each runs. */
export const SYSTEM_JOBS = {
  remindersTick,
  whatsappSessionsCleanup,
  warmupAgents,
  remindersCleanup,
  recordingsCleanup,
  pruneHousekeeping,
  missedCallsTick,
} as const;

/** Whether workflows of this type work for no business. */
export const isSystemJob = (workflow: string): boolean => Object.hasOwn(SYSTEM_JOBS, workflow);

/** By name, for what has only the outbox row. */
export const CATALOGUE = {
  processWhatsappWebhook,
  conversation,
  sendWhatsappMessage,
  callLifecycle,
  createCallLog,
  prebuildPrompt,
  createLeadFromCall,
  finalizeCallLog,
  saveConversationTurn,
  performCallTool,
  prepareGreetings,
  processRecording,
  fetchMissedCalls,
  sendPush,
  notifyReminders,
  cleanReminderLog,
  closeStaleSessions,
  resumeConversations,
  notifySystemAlert,
  cleanRecordings,
} as const;

/** @returns undefined when no job has that name: the outbox row was written by another release */
export function jobNamed(name: string): Job | undefined {
  if (!Object.hasOwn(CATALOGUE, name)) return undefined;
  return CATALOGUE[name as keyof typeof CATALOGUE];
}
