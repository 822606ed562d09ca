CREATE TABLE "schedule_pauses" (
	"schedule_id" text PRIMARY KEY NOT NULL,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "push_deliveries" DROP CONSTRAINT "push_deliveries_state";--> statement-breakpoint
ALTER TABLE "push_deliveries" ADD CONSTRAINT "push_deliveries_state" CHECK ("push_deliveries"."state" in ('attempting', 'delivered', 'gone', 'refused', 'late', 'withdrawn', 'given-up'));