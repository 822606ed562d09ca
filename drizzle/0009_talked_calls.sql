CREATE TABLE "call_greetings" (
	"business_id" bigint NOT NULL,
	"language" text NOT NULL,
	"text" text NOT NULL,
	"voice" text NOT NULL,
	"mulaw" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "call_greetings_business_id_language_pk" PRIMARY KEY("business_id","language"),
	CONSTRAINT "call_greetings_language" CHECK ("call_greetings"."language" in ('he', 'en'))
);
--> statement-breakpoint
ALTER TABLE "call_greetings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "call_tool_uses" (
	"business_id" bigint NOT NULL,
	"call_id" uuid NOT NULL,
	"use_id" text NOT NULL,
	"input" jsonb NOT NULL,
	"state" text NOT NULL,
	"reminder_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "call_tool_uses_business_id_call_id_use_id_pk" PRIMARY KEY("business_id","call_id","use_id"),
	CONSTRAINT "call_tool_uses_state" CHECK ("call_tool_uses"."state" in ('accepted', 'done'))
);
--> statement-breakpoint
ALTER TABLE "call_tool_uses" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "calls" DROP CONSTRAINT "calls_after_stream";--> statement-breakpoint
ALTER TABLE "call_turns" ADD COLUMN "over_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "calls" ADD COLUMN "summary" text;--> statement-breakpoint
ALTER TABLE "lead_facts" ADD COLUMN "confidence" real;--> statement-breakpoint
ALTER TABLE "call_greetings" ADD CONSTRAINT "call_greetings_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_tool_uses" ADD CONSTRAINT "call_tool_uses_business_id_call_id_calls_business_id_id_fk" FOREIGN KEY ("business_id","call_id") REFERENCES "public"."calls"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calls" ADD CONSTRAINT "calls_after_stream" CHECK ("calls"."after_stream" in ('hang-up', 'message'));--> statement-breakpoint
CREATE POLICY "own_business_only" ON "call_greetings" AS PERMISSIVE FOR ALL TO "prosaas_app" USING ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint)) WITH CHECK ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint));--> statement-breakpoint
CREATE POLICY "system" ON "call_greetings" AS PERMISSIVE FOR ALL TO "prosaas_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_business_only" ON "call_tool_uses" AS PERMISSIVE FOR ALL TO "prosaas_app" USING ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint)) WITH CHECK ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint));