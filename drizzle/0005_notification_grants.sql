ALTER TABLE notifications FORCE ROW LEVEL SECURITY;
ALTER TABLE notification_preferences FORCE ROW LEVEL SECURITY;
ALTER TABLE push_deliveries FORCE ROW LEVEL SECURITY;
ALTER TABLE push_subscriptions FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON notifications, notification_preferences, push_deliveries TO prosaas_app;
-- A device is a person's: a business pushes to it and may note that it is gone, nothing else.
GRANT SELECT, UPDATE (state) ON push_subscriptions TO prosaas_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON push_subscriptions TO prosaas_system;
