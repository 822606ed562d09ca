// Every table, for queries and for drizzle-kit.
export * from './auth.ts';
export * from './businesses.ts';
export * from './calls.ts';
export * from './channels.ts';
export * from './contacts.ts';
export * from './conversations.ts';
export * from './jobs.ts';
export * from './messages.ts';
export * from './notifications.ts';
export * from './push.ts';
export * from './reminders.ts';
