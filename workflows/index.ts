// Every workflow, by its type's name: what the bundle is made from.

export { warmupAgents } from './assistant/warmup-agents.ts';
export { callLifecycle } from './calls/call-lifecycle.ts';
export { cleanRecordings } from './calls/clean-recordings.ts';
export { createCallLog } from './calls/create-call-log.ts';
export { createLeadFromCall } from './calls/create-lead-from-call.ts';
export { fetchMissedCalls } from './calls/fetch-missed-calls.ts';
export { finalizeCallLog } from './calls/finalize-call-log.ts';
export { missedCallsTick } from './calls/missed-calls-tick.ts';
export { prebuildPrompt } from './calls/prebuild-prompt.ts';
export { processRecording } from './calls/process-recording.ts';
export { recordingsCleanup } from './calls/recordings-cleanup.ts';
export { saveConversationTurn } from './calls/save-conversation-turn.ts';
export { closeStaleSessions } from './conversations/close-stale-sessions.ts';
export { conversation } from './conversations/conversation.ts';
export { resumeConversations } from './conversations/resume-conversations.ts';
export { whatsappSessionsCleanup } from './conversations/whatsapp-sessions-cleanup.ts';
export { pruneHousekeeping } from './housekeeping/prune-housekeeping.ts';
export { notifySystemAlert } from './notifications/notify-system-alert.ts';
export { sendPush } from './notifications/send-push.ts';
export { cleanReminderLog } from './reminders/clean-reminder-log.ts';
export { notifyReminders } from './reminders/notify-reminders.ts';
export { remindersCleanup } from './reminders/reminders-cleanup.ts';
export { remindersTick } from './reminders/reminders-tick.ts';
export { processWhatsappWebhook } from './whatsapp/process-whatsapp-webhook.ts';
export { sendWhatsappMessage } from './whatsapp/send-whatsapp-message.ts';
