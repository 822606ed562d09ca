// Live events: numbered per business in commit order, without gaps, and announced once per transaction.
import { sql } from 'drizzle-orm';
import type { BusinessTx } from './tenancy.ts';

/** What changed, by id; a reader fetches the rest through the API. */
export type BusinessEvent =
  | { type: 'conversation.changed'; data: { conversationId: string } }
  | { type: 'message.changed'; data: { conversationId: string; messageId: string } }
  /** A call, a turn of it or a recording. */
  | { type: 'call.changed'; data: { callId: string } }
  | { type: 'lead.changed'; data: { leadId: string } }
  | { type: 'reminder.changed'; data: { reminderId: string } }
  /** One person's list; what it says is asked for by them. */
  | { type: 'notification.changed'; data: { userId: string } };

/** The Postgres channel of the announcements; the payload is `<businessId>:<number>`. */
export const EVENTS_CHANNEL = 'business_events';

/**
 * Appends the events as the transaction's last statement. The counter row's lock is held until the commit,
 * so numbers are given in commit order and a reader that has seen n has seen everything before it.
 */
export async function appendEvents(tx: BusinessTx, events: readonly BusinessEvent[]): Promise<void> {
  if (events.length === 0) return;
  const distinct = [...new Map(events.map((event) => [JSON.stringify(event), event])).values()];
  await tx.execute(sql`
    with counter as (
      insert into event_counters (business_id, last_number) values (${tx.businessId}, ${distinct.length})
      on conflict (business_id) do update set last_number = event_counters.last_number + ${distinct.length}
      returning last_number
    ), appended as (
      insert into events (business_id, number, type, data)
      select ${tx.businessId}, counter.last_number - ${distinct.length} + event.position, event.value ->> 'type', event.value -> 'data'
      from counter, jsonb_array_elements(${JSON.stringify(distinct)}::jsonb) with ordinality as event (value, position)
    )
    select pg_notify(${EVENTS_CHANNEL}, ${String(tx.businessId)} || ':' || last_number) from counter
  `);
}
