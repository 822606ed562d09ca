ALTER TABLE reminders FORCE ROW LEVEL SECURITY;
ALTER TABLE reminder_notices FORCE ROW LEVEL SECURITY;
ALTER TABLE notifications FORCE ROW LEVEL SECURITY;
ALTER TABLE notification_preferences FORCE ROW LEVEL SECURITY;
ALTER TABLE push_deliveries FORCE ROW LEVEL SECURITY;
ALTER TABLE push_subscriptions FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON
  reminders, reminder_notices, notifications, notification_preferences, push_deliveries
  TO prosaas_app;
-- A tick asks which businesses have a notice due, never what it says; the clean-up looks at the log's age.
GRANT SELECT (business_id, next_notice_at) ON reminders TO prosaas_system;
GRANT SELECT (business_id, decided_at) ON reminder_notices TO prosaas_system;
-- The net for sessions whose workflow is gone asks where somebody fell silent long ago.
GRANT SELECT (business_id, conversation_id, closed_at) ON sessions TO prosaas_system;
GRANT SELECT (business_id, id, last_message_at) ON conversations TO prosaas_system;
-- A device is a person's: a business pushes to it and may note that it is gone, nothing else.
GRANT SELECT, UPDATE (state) ON push_subscriptions TO prosaas_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON push_subscriptions TO prosaas_system;
--> statement-breakpoint
-- Incidents are the scheduler's to write; no business has to do with them.
GRANT SELECT, INSERT, UPDATE, DELETE ON alerts TO prosaas_system;
-- A scheduler that is told to stop takes its sign of life with it.
GRANT DELETE ON scheduler_rounds TO prosaas_system;
-- The relay notes when it tried.
GRANT UPDATE (tried_at) ON outbox TO prosaas_system;
-- Clearing old events away looks at their age, never at what they say.
GRANT SELECT (business_id, number, created_at), DELETE ON events TO prosaas_system;
-- And at that of notices.
GRANT SELECT (business_id, id, created_at), DELETE ON notifications TO prosaas_system;
-- An incident is told to the system's administrators: who they are, and nothing else of anybody.
GRANT USAGE ON SCHEMA auth TO prosaas_system;
GRANT SELECT (id, system_admin) ON auth."user" TO prosaas_system;
