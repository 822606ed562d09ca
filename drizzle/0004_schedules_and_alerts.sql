CREATE TABLE "alerts" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"key" text NOT NULL,
	"summary" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"told" text DEFAULT 'nothing' NOT NULL,
	CONSTRAINT "alerts_told" CHECK ("alerts"."told" in ('nothing', 'opening', 'end'))
);
--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "tried_at" timestamp with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_open" ON "alerts" USING btree ("key") WHERE "alerts"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "alerts_recent" ON "alerts" USING btree ("first_seen_at");--> statement-breakpoint
CREATE INDEX "outbox_relay" ON "outbox" USING btree ("tried_at" NULLS FIRST,"created_at");--> statement-breakpoint
CREATE POLICY "system" ON "events" AS PERMISSIVE FOR ALL TO "prosaas_system" USING (true) WITH CHECK (true);