ALTER TABLE "channels" ADD COLUMN "held_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "held_reason" text;