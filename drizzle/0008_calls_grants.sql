ALTER TABLE calls FORCE ROW LEVEL SECURITY;
ALTER TABLE call_turns FORCE ROW LEVEL SECURITY;
ALTER TABLE call_recordings FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON calls, call_turns, call_recordings TO prosaas_app;
-- The nightly look for recordings to let go: whose and how old, never where they lie.
GRANT SELECT (business_id, state, created_at) ON call_recordings TO prosaas_system;
-- Sign-ins that are over are cleared away by their age, and nothing else of them is looked at.
GRANT SELECT (expires_at), DELETE ON auth.session TO prosaas_system;
