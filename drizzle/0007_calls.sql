CREATE TABLE "call_recordings" (
	"business_id" bigint NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"call_id" uuid NOT NULL,
	"recording_sid" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"duration_s" integer,
	"channels" integer,
	"file_key" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "call_recordings_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "call_recordings_kind" CHECK ("call_recordings"."kind" in ('call', 'message')),
	CONSTRAINT "call_recordings_state" CHECK ("call_recordings"."state" in ('at-provider', 'stored', 'absent', 'lost', 'expired'))
);
--> statement-breakpoint
ALTER TABLE "call_recordings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "call_turns" (
	"business_id" bigint NOT NULL,
	"call_id" uuid NOT NULL,
	"n" integer NOT NULL,
	"caller_text" text NOT NULL,
	"heard_text" text NOT NULL,
	"tool_results" jsonb NOT NULL,
	"stages" jsonb NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"saved_at" timestamp with time zone,
	CONSTRAINT "call_turns_business_id_call_id_n_pk" PRIMARY KEY("business_id","call_id","n")
);
--> statement-breakpoint
ALTER TABLE "call_turns" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "calls" (
	"business_id" bigint NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"call_sid" text NOT NULL,
	"channel_id" uuid NOT NULL,
	"contact_id" uuid,
	"from_number" text NOT NULL,
	"to_number" text NOT NULL,
	"state" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"duration_s" integer,
	"admission" text NOT NULL,
	"lease_owner" text,
	"lease_until" timestamp with time zone,
	"stream_token_hash" text,
	"stream_started_at" timestamp with time zone,
	"stream_ended_at" timestamp with time zone,
	"after_stream" text,
	"recording_consent" text NOT NULL,
	"language" text NOT NULL,
	"prompt" text,
	"hang_up_requested_at" timestamp with time zone,
	"result" text,
	"trace_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "calls_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "calls_state" CHECK ("calls"."state" in ('ringing', 'in-progress', 'canceled', 'no-answer', 'busy', 'failed', 'completed')),
	CONSTRAINT "calls_admission" CHECK ("calls"."admission" in ('admitted', 'full', 'not-asked')),
	CONSTRAINT "calls_after_stream" CHECK ("calls"."after_stream" in ('hang-up')),
	CONSTRAINT "calls_recording_consent" CHECK ("calls"."recording_consent" in ('none', 'noticed', 'refused')),
	CONSTRAINT "calls_language" CHECK ("calls"."language" in ('he', 'en')),
	CONSTRAINT "calls_result" CHECK ("calls"."result" in ('talked', 'message', 'no-talk', 'turned-away', 'unanswered'))
);
--> statement-breakpoint
ALTER TABLE "calls" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "channels" DROP CONSTRAINT "channels_provider";--> statement-breakpoint
ALTER TABLE "lead_facts" ADD COLUMN "source_call_id" uuid;--> statement-breakpoint
ALTER TABLE "call_recordings" ADD CONSTRAINT "call_recordings_business_id_call_id_calls_business_id_id_fk" FOREIGN KEY ("business_id","call_id") REFERENCES "public"."calls"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_turns" ADD CONSTRAINT "call_turns_business_id_call_id_calls_business_id_id_fk" FOREIGN KEY ("business_id","call_id") REFERENCES "public"."calls"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calls" ADD CONSTRAINT "calls_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calls" ADD CONSTRAINT "calls_business_id_contact_id_contacts_business_id_id_fk" FOREIGN KEY ("business_id","contact_id") REFERENCES "public"."contacts"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "call_recordings_sid" ON "call_recordings" USING btree ("business_id","recording_sid");--> statement-breakpoint
CREATE INDEX "call_recordings_age" ON "call_recordings" USING btree ("created_at","business_id");--> statement-breakpoint
CREATE INDEX "call_recordings_call" ON "call_recordings" USING btree ("business_id","call_id");--> statement-breakpoint
CREATE UNIQUE INDEX "calls_sid" ON "calls" USING btree ("business_id","call_sid");--> statement-breakpoint
CREATE INDEX "calls_leased" ON "calls" USING btree ("business_id","lease_until") WHERE "calls"."lease_until" is not null;--> statement-breakpoint
CREATE INDEX "calls_contact" ON "calls" USING btree ("business_id","contact_id");--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_credentials" CHECK (("channels"."provider" = 'twilio') = ("channels"."credentials" = ''));--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_sending_whatsapp" CHECK ("channels"."provider" = 'cloud' or not "channels"."is_sending");--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_provider" CHECK ("channels"."provider" in ('cloud', 'twilio'));--> statement-breakpoint
CREATE POLICY "own_business_only" ON "call_recordings" AS PERMISSIVE FOR ALL TO "prosaas_app" USING ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint)) WITH CHECK ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint));--> statement-breakpoint
CREATE POLICY "system" ON "call_recordings" AS PERMISSIVE FOR ALL TO "prosaas_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_business_only" ON "call_turns" AS PERMISSIVE FOR ALL TO "prosaas_app" USING ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint)) WITH CHECK ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint));--> statement-breakpoint
CREATE POLICY "own_business_only" ON "calls" AS PERMISSIVE FOR ALL TO "prosaas_app" USING ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint)) WITH CHECK ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint));