-- Incidents are the scheduler's to write; no business has to do with them.
GRANT SELECT, INSERT, UPDATE, DELETE ON alerts TO prosaas_system;
-- A scheduler that is told to stop takes its sign of life with it.
GRANT DELETE ON scheduler_rounds TO prosaas_system;
-- The relay notes when it tried.
GRANT UPDATE (tried_at) ON outbox TO prosaas_system;
-- Clearing old events away looks at their age, never at what they say.
GRANT SELECT (business_id, number, created_at), DELETE ON events TO prosaas_system;
