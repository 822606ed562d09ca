// What a business has set, with the defaults for what it has not.
import { and, eq, exists, gte } from 'drizzle-orm';
import { type BusinessSettings, withDefaults } from '../domain/businesses/settings.ts';
import type { BusinessId } from './ids.ts';
import { businesses, conversations } from './schema/index.ts';
import type { BusinessTx, Database } from './tenancy.ts';

/** @throws when the business does not exist */
export async function readBusiness(tx: BusinessTx): Promise<{ name: string; settings: BusinessSettings }> {
  const [business] = await tx
    .select({ name: businesses.name, settings: businesses.settings })
    .from(businesses)
    .where(eq(businesses.id, tx.businessId));
  if (!business) throw new Error(`There is no business ${tx.businessId}`);
  return { name: business.name, settings: withDefaults(business.settings) };
}

/** @throws when the business does not exist */
export async function readSettings(tx: BusinessTx): Promise<BusinessSettings> {
  return (await readBusiness(tx)).settings;
}

/** For the system: the open businesses with a message since an instant. */
export async function readBusinessesInUse(
  system: Database,
  since: Date,
): Promise<{ id: BusinessId; name: string; settings: BusinessSettings }[]> {
  const spoken = system
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.businessId, businesses.id), gte(conversations.lastMessageAt, since)));
  const rows = await system
    .select({ id: businesses.id, name: businesses.name, settings: businesses.settings })
    .from(businesses)
    .where(and(eq(businesses.state, 'active'), exists(spoken)));
  return rows.map(({ settings, ...business }) => ({ ...business, settings: withDefaults(settings) }));
}
