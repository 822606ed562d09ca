// Tells the system's owners of an incident and of its end: in the log, and as a notice of their own.
import { sql } from 'drizzle-orm';
import type { Alert } from '../../db/alerts.ts';
import type { BusinessId, UserId } from '../../db/ids.ts';
import type { Database } from '../../db/tenancy.ts';
import type { Logger } from '../../telemetry/log.ts';
import { notifySystemAlert } from '../catalogue.ts';
import type { Jobs } from '../jobs.ts';

export interface Telling {
  system: Database;
  jobs: Jobs;
  log: Logger;
}

/**
 * One job for each business in which system administrators are told: the first of each one's own. Repeating it tells
 * nobody twice. An administrator who is a member of no business reads `GET /api/system/alerts`.
 * @throws gRPC errors when Temporal is away: the next look tells
 */
export async function tellOwners({ system, jobs, log }: Telling, alert: Alert): Promise<void> {
  const { id: alertId, key, summary, openedAt, closedAt } = alert;
  const input = { alertId, summary, over: closedAt !== null };
  for (const { businessId, userIds } of await readOwners(system)) {
    await jobs.start(businessId, notifySystemAlert, { ...input, userIds }, `alert-${alertId}`);
  }
  log.warn({ alert: key, openedAt, closedAt }, closedAt ? `over: ${summary}` : summary);
}

async function readOwners(system: Database): Promise<{ businessId: BusinessId; userIds: UserId[] }[]> {
  const { rows } = await system.execute<{ businessId: string; userIds: UserId[] }>(sql`
    select business_id as "businessId", array_agg(user_id) as "userIds"
    from (
      select memberships.user_id, min(memberships.business_id) as business_id
      from auth."user" as person
      join memberships on memberships.user_id = person.id
      join businesses on businesses.id = memberships.business_id and businesses.state = 'active'
      where person.system_admin
      group by memberships.user_id
    ) as owner
    group by business_id`);
  return rows.map(({ businessId, userIds }) => ({ businessId: Number(businessId) as BusinessId, userIds }));
}
