// What tests start from: a business with a sending channel, and little ways to say only what matters to a case.

import type { Vault } from '../../src/db/encryption.ts';
import type { BusinessId, ChannelId } from '../../src/db/ids.ts';
import { businesses, channels } from '../../src/db/schema/index.ts';
import type { Database, WithBusiness } from '../../src/db/tenancy.ts';
import type { BusinessSettings } from '../../src/domain/businesses/settings.ts';

/** Settings that make a test quick: no waiting for a burst to end. */
export const AT_ONCE = { answerAfterSilenceMs: 0, answerAfterAtMostMs: 0 } satisfies Partial<BusinessSettings>;

/** Open at all times, so that no test depends on the hour it runs at. */
const ALL_DAY = [{ opens: '00:00', closes: '00:00' }];
export const ALWAYS_OPEN = {
  hours: {
    timeZone: 'Asia/Jerusalem',
    week: {
      sunday: ALL_DAY,
      monday: ALL_DAY,
      tuesday: ALL_DAY,
      wednesday: ALL_DAY,
      thursday: ALL_DAY,
      friday: ALL_DAY,
      saturday: ALL_DAY,
    },
  },
} satisfies Partial<BusinessSettings>;

export interface TestBusiness {
  businessId: BusinessId;
  channelId: ChannelId;
  /** WhatsApp's id of its number, as webhooks name it. */
  numberId: string;
}

let businessesMade = 0;

/** A business with one sending WhatsApp channel. */
export async function createBusiness(
  world: { system: Database; withBusiness: WithBusiness; vault: Vault },
  settings: Partial<BusinessSettings> = {},
): Promise<TestBusiness> {
  businessesMade += 1;
  const numberId = String(100_200_300_400_000 + businessesMade);
  const [business] = await world.system
    .insert(businesses)
    .values({ name: `Business ${businessesMade}`, settings: { ...AT_ONCE, ...ALWAYS_OPEN, ...settings } })
    .returning({ id: businesses.id });
  if (!business) throw new Error('no business was made');
  const businessId = business.id;
  const channelId = await world.withBusiness(businessId, async (tx) => {
    const [channel] = await tx
      .insert(channels)
      .values({
        businessId,
        provider: 'cloud',
        numberId,
        displayNumber: '+972 3-300-0001',
        name: 'WhatsApp',
        credentials: world.vault.seal(businessId, JSON.stringify({ accessToken: 'sandbox-token' })),
        isSending: true,
      })
      .returning({ id: channels.id });
    if (!channel) throw new Error('no channel was made');
    return channel.id;
  });
  return { businessId, channelId, numberId };
}

let messagesMade = 0;

/** A new provider message id. */
export function newMessageId(): string {
  messagesMade += 1;
  return `TEST${process.pid}-${messagesMade}`;
}

/** The seeds' body with one text message. */
export function seedsBody(
  tenantId: string | number,
  text: string,
  { id = newMessageId(), phone = '972501234567' } = {},
) {
  const key = { id, remoteJid: `${phone}@s.whatsapp.net`, fromMe: false };
  return {
    tenantId: String(tenantId),
    payload: {
      messages: [
        { key, message: { conversation: text }, messageTimestamp: Math.floor(Date.now() / 1_000), pushName: 'Dana' },
      ],
    },
  };
}
