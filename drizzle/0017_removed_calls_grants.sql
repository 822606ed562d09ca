ALTER TABLE removed_calls FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- That a call was removed is written once, and read.
GRANT SELECT, INSERT ON removed_calls TO prosaas_app;
