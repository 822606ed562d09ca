-- FORCE: the owner is under the policies too, so that no forgotten connection sees across businesses.
-- A future table needs its lines here in a migration of its own; test/db/catalogue.test.ts says which are missing.
ALTER TABLE businesses FORCE ROW LEVEL SECURITY;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
ALTER TABLE channels FORCE ROW LEVEL SECURITY;
ALTER TABLE contacts FORCE ROW LEVEL SECURITY;
ALTER TABLE contact_identities FORCE ROW LEVEL SECURITY;
ALTER TABLE leads FORCE ROW LEVEL SECURITY;
ALTER TABLE lead_facts FORCE ROW LEVEL SECURITY;
ALTER TABLE conversations FORCE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
ALTER TABLE messages FORCE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
ALTER TABLE operations FORCE ROW LEVEL SECURITY;
ALTER TABLE events FORCE ROW LEVEL SECURITY;
ALTER TABLE event_counters FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO prosaas_app, prosaas_system;
GRANT USAGE ON SCHEMA auth TO prosaas_auth;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA auth TO prosaas_auth;
--> statement-breakpoint
-- A business is made and closed by the system role; the app role works inside one.
GRANT SELECT, UPDATE ON businesses TO prosaas_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON
  memberships, api_keys, channels, contacts, contact_identities, leads, lead_facts, conversations, sessions, messages,
  outbox, operations
  TO prosaas_app;
-- Events are written once and read; the counter only ever goes up.
GRANT SELECT, INSERT ON events TO prosaas_app;
GRANT SELECT, INSERT, UPDATE ON event_counters TO prosaas_app;
--> statement-breakpoint
-- Routing, relay, sign-in's look-ups: named tables, and no more than each needs.
GRANT SELECT, INSERT, UPDATE ON businesses TO prosaas_system;
GRANT SELECT ON channels, memberships TO prosaas_system;
GRANT SELECT, UPDATE (last_used_at) ON api_keys TO prosaas_system;
GRANT SELECT, DELETE ON outbox TO prosaas_system;
GRANT SELECT, INSERT, UPDATE ON unrouted_numbers, scheduler_rounds TO prosaas_system;
