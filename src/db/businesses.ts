// What a business has set, with the defaults for what it has not.
import { eq } from 'drizzle-orm';
import { type BusinessSettings, withDefaults } from '../domain/businesses/settings.ts';
import { businesses } from './schema/index.ts';
import type { BusinessTx } from './tenancy.ts';

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
