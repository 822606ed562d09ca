ALTER TABLE "call_recordings" DROP CONSTRAINT "call_recordings_state";--> statement-breakpoint
ALTER TABLE "call_turns" ADD COLUMN "answer_end" text DEFAULT 'finished' NOT NULL;--> statement-breakpoint
ALTER TABLE "call_recordings" ADD CONSTRAINT "call_recordings_state" CHECK ("call_recordings"."state" in ('at-provider', 'stored', 'absent', 'lost', 'expired', 'removed'));--> statement-breakpoint
ALTER TABLE "call_turns" ADD CONSTRAINT "call_turns_answer_end" CHECK ("call_turns"."answer_end" in ('finished', 'interrupted'));