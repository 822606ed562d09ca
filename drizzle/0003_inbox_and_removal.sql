DROP INDEX "conversations_recent";--> statement-breakpoint
CREATE INDEX "conversations_inbox" ON "conversations" USING btree ("business_id",coalesce("attention_at", '-infinity'),"last_message_at","id");--> statement-breakpoint
CREATE INDEX "messages_answered_by" ON "messages" USING btree ("business_id","answered_by") WHERE "messages"."answered_by" is not null;--> statement-breakpoint
CREATE INDEX "messages_session" ON "messages" USING btree ("business_id","session_id") WHERE "messages"."session_id" is not null;