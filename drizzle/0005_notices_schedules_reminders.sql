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
CREATE TABLE "notification_preferences" (
	"business_id" bigint NOT NULL,
	"user_id" text NOT NULL,
	"muted" text[] DEFAULT '{}' NOT NULL,
	"quiet_hours" jsonb,
	CONSTRAINT "notification_preferences_business_id_user_id_pk" PRIMARY KEY("business_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "notification_preferences" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notifications" (
	"business_id" bigint NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"user_id" text NOT NULL,
	"content" jsonb NOT NULL,
	"contact_id" uuid,
	"key" text NOT NULL,
	"pointless_after" timestamp with time zone NOT NULL,
	"read_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notifications_business_id_id_pk" PRIMARY KEY("business_id","id")
);
--> statement-breakpoint
ALTER TABLE "notifications" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "push_deliveries" (
	"business_id" bigint NOT NULL,
	"notification_id" uuid NOT NULL,
	"device_id" uuid NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 1 NOT NULL,
	"reason" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "push_deliveries_business_id_notification_id_device_id_pk" PRIMARY KEY("business_id","notification_id","device_id"),
	CONSTRAINT "push_deliveries_state" CHECK ("push_deliveries"."state" in ('attempting', 'delivered', 'gone', 'refused', 'late', 'given-up'))
);
--> statement-breakpoint
ALTER TABLE "push_deliveries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "push_subscriptions" (
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"user_id" text NOT NULL,
	"sign_in_id" text NOT NULL,
	"endpoint" text NOT NULL,
	"p256dh" text NOT NULL,
	"auth" text NOT NULL,
	"language" text NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "push_subscriptions_id_pk" PRIMARY KEY("id"),
	CONSTRAINT "push_subscriptions_language" CHECK ("push_subscriptions"."language" in ('he', 'en')),
	CONSTRAINT "push_subscriptions_state" CHECK ("push_subscriptions"."state" in ('active', 'gone'))
);
--> statement-breakpoint
ALTER TABLE "push_subscriptions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reminder_notices" (
	"business_id" bigint NOT NULL,
	"reminder_id" uuid NOT NULL,
	"offset_minutes" integer NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"fate" text NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	CONSTRAINT "reminder_notices_business_id_reminder_id_offset_minutes_due_at_pk" PRIMARY KEY("business_id","reminder_id","offset_minutes","due_at"),
	CONSTRAINT "reminder_notices_fate" CHECK ("reminder_notices"."fate" in ('sent', 'missed'))
);
--> statement-breakpoint
ALTER TABLE "reminder_notices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reminders" (
	"business_id" bigint NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"note" text NOT NULL,
	"lead_id" uuid,
	"owner_user_id" text,
	"due_at" timestamp with time zone NOT NULL,
	"armed_at" timestamp with time zone NOT NULL,
	"next_notice_at" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reminders_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "reminders_done" CHECK ("reminders"."completed_at" is null or "reminders"."next_notice_at" is null)
);
--> statement-breakpoint
ALTER TABLE "reminders" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "tried_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "notification_preferences" ADD CONSTRAINT "notification_preferences_business_id_user_id_memberships_business_id_user_id_fk" FOREIGN KEY ("business_id","user_id") REFERENCES "public"."memberships"("business_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_business_id_user_id_memberships_business_id_user_id_fk" FOREIGN KEY ("business_id","user_id") REFERENCES "public"."memberships"("business_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_business_id_contact_id_contacts_business_id_id_fk" FOREIGN KEY ("business_id","contact_id") REFERENCES "public"."contacts"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "push_deliveries" ADD CONSTRAINT "push_deliveries_business_id_notification_id_notifications_business_id_id_fk" FOREIGN KEY ("business_id","notification_id") REFERENCES "public"."notifications"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "push_subscriptions" ADD CONSTRAINT "push_subscriptions_sign_in_id_session_id_fk" FOREIGN KEY ("sign_in_id") REFERENCES "auth"."session"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminder_notices" ADD CONSTRAINT "reminder_notices_business_id_reminder_id_reminders_business_id_id_fk" FOREIGN KEY ("business_id","reminder_id") REFERENCES "public"."reminders"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_business_id_lead_id_leads_business_id_id_fk" FOREIGN KEY ("business_id","lead_id") REFERENCES "public"."leads"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_open" ON "alerts" USING btree ("key") WHERE "alerts"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "alerts_recent" ON "alerts" USING btree ("first_seen_at");--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_key" ON "notifications" USING btree ("business_id","user_id","key");--> statement-breakpoint
CREATE INDEX "notifications_of_person" ON "notifications" USING btree ("business_id","user_id","id");--> statement-breakpoint
CREATE INDEX "notifications_unread" ON "notifications" USING btree ("business_id","user_id") WHERE "notifications"."read_at" is null;--> statement-breakpoint
CREATE INDEX "notifications_contact" ON "notifications" USING btree ("business_id","contact_id") WHERE "notifications"."contact_id" is not null;--> statement-breakpoint
CREATE INDEX "notifications_age" ON "notifications" USING btree ("created_at","business_id");--> statement-breakpoint
CREATE UNIQUE INDEX "push_subscriptions_endpoint" ON "push_subscriptions" USING btree ("endpoint");--> statement-breakpoint
CREATE INDEX "push_subscriptions_person" ON "push_subscriptions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "push_subscriptions_sign_in" ON "push_subscriptions" USING btree ("sign_in_id");--> statement-breakpoint
CREATE INDEX "reminder_notices_age" ON "reminder_notices" USING btree ("decided_at","business_id");--> statement-breakpoint
CREATE INDEX "reminders_open" ON "reminders" USING btree ("business_id","due_at","id") WHERE "reminders"."completed_at" is null;--> statement-breakpoint
CREATE INDEX "reminders_lead" ON "reminders" USING btree ("business_id","lead_id") WHERE "reminders"."lead_id" is not null;--> statement-breakpoint
CREATE INDEX "reminders_next_notice" ON "reminders" USING btree ("next_notice_at","business_id") WHERE "reminders"."next_notice_at" is not null;--> statement-breakpoint
CREATE INDEX "outbox_relay" ON "outbox" USING btree ("tried_at" NULLS FIRST,"created_at");--> statement-breakpoint
CREATE POLICY "system" ON "conversations" AS PERMISSIVE FOR ALL TO "prosaas_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "system" ON "sessions" AS PERMISSIVE FOR ALL TO "prosaas_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "system" ON "events" AS PERMISSIVE FOR ALL TO "prosaas_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_business_only" ON "notification_preferences" AS PERMISSIVE FOR ALL TO "prosaas_app" USING ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint)) WITH CHECK ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint));--> statement-breakpoint
CREATE POLICY "own_business_only" ON "notifications" AS PERMISSIVE FOR ALL TO "prosaas_app" USING ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint)) WITH CHECK ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint));--> statement-breakpoint
CREATE POLICY "system" ON "notifications" AS PERMISSIVE FOR ALL TO "prosaas_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_business_only" ON "push_deliveries" AS PERMISSIVE FOR ALL TO "prosaas_app" USING ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint)) WITH CHECK ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint));--> statement-breakpoint
CREATE POLICY "devices_of_members" ON "push_subscriptions" AS PERMISSIVE FOR ALL TO "prosaas_app" USING (exists (select from memberships where memberships.user_id = push_subscriptions.user_id)) WITH CHECK (exists (select from memberships where memberships.user_id = push_subscriptions.user_id));--> statement-breakpoint
CREATE POLICY "system" ON "push_subscriptions" AS PERMISSIVE FOR ALL TO "prosaas_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_business_only" ON "reminder_notices" AS PERMISSIVE FOR ALL TO "prosaas_app" USING ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint)) WITH CHECK ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint));--> statement-breakpoint
CREATE POLICY "system" ON "reminder_notices" AS PERMISSIVE FOR ALL TO "prosaas_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "own_business_only" ON "reminders" AS PERMISSIVE FOR ALL TO "prosaas_app" USING ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint)) WITH CHECK ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint));--> statement-breakpoint
CREATE POLICY "system" ON "reminders" AS PERMISSIVE FOR ALL TO "prosaas_system" USING (true) WITH CHECK (true);