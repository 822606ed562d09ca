CREATE TABLE "removed_calls" (
	"business_id" bigint NOT NULL,
	"call_sid" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "removed_calls_business_id_call_sid_pk" PRIMARY KEY("business_id","call_sid")
);
--> statement-breakpoint
ALTER TABLE "removed_calls" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "removed_calls" ADD CONSTRAINT "removed_calls_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "own_business_only" ON "removed_calls" AS PERMISSIVE FOR ALL TO "prosaas_app" USING ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint)) WITH CHECK ("business_id" = (select nullif(current_setting('app.business_id', true), '')::bigint));