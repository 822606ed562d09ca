ALTER TABLE call_tool_uses FORCE ROW LEVEL SECURITY;
ALTER TABLE call_greetings FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON call_tool_uses, call_greetings TO prosaas_app;
-- A worker's start asks who has no greeting yet, never what is said in it.
GRANT SELECT (business_id, language, voice) ON call_greetings TO prosaas_system;
