// Talking with a world as the outside does: the gateway posts, a customer writes, rows are read.
import { asc, eq } from 'drizzle-orm';
import type { BusinessId, ConversationId } from '../../src/db/ids.ts';
import { contacts, conversations, messages } from '../../src/db/schema/index.ts';
import { seedsBody, type TestBusiness } from './factories.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

export interface SeedsAnswer {
  status: number;
  body: {
    results?: { messageId: string | null; outcome: string; reason?: string }[];
    detail?: string;
    errors?: { field: string; reason: string }[];
  };
}

/** Posts to the seeds' webhook as the gateway does. */
export async function postSeeds(
  world: World,
  body: unknown,
  secret = world.config.secrets.internal,
): Promise<SeedsAnswer> {
  const response = await fetch(`${world.apiUrl}/webhook/whatsapp/incoming`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-internal-secret': secret },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as SeedsAnswer['body'] };
}

/** A text in the seeds' form, accepted. */
export async function writes(
  world: World,
  business: TestBusiness,
  text: string,
  options: { id?: string; phone?: string } = {},
): Promise<void> {
  const { status, body } = await postSeeds(world, seedsBody(business.businessId, text, options));
  if (status !== 202 || body.results?.[0]?.outcome !== 'accepted')
    throw new Error(`not accepted: ${status} ${JSON.stringify(body)}`);
}

/** The business's messages in order of their place; drafts last. */
export const messagesOf = (world: World, businessId: BusinessId) =>
  world.withBusiness(businessId, (tx) => tx.select().from(messages).orderBy(asc(messages.seq)));

export const conversationsOf = (world: World, businessId: BusinessId) =>
  world.withBusiness(businessId, (tx) => tx.select().from(conversations));

export const contactsOf = (world: World, businessId: BusinessId) =>
  world.withBusiness(businessId, (tx) => tx.select().from(contacts));

/** Waits until nothing of the business is on its way: every inbound message is covered, every outbound one settled. */
export async function settled(world: World, businessId: BusinessId, withinMs?: number) {
  const open = ['received', 'ready', 'draft', 'queued', 'sending', 'unknown', 'sent'];
  return until(
    'every message to be settled',
    async () => {
      const rows = await messagesOf(world, businessId);
      return rows.length > 0 && rows.every(({ state, fromMe }) => fromMe || !open.includes(state)) && rows;
    },
    withinMs,
  );
}

/** Waits for the n-th answer to be read. */
export async function answersRead(world: World, businessId: BusinessId, count: number) {
  return until(`${count} answers to be read`, async () => {
    const out = (await messagesOf(world, businessId)).filter(
      ({ direction, state }) => direction === 'out' && state === 'read',
    );
    return out.length >= count && out;
  });
}

/** The workflow ID of a conversation. */
export async function conversationWorkflow(world: World, businessId: BusinessId, id?: ConversationId): Promise<string> {
  const [row] = await world.withBusiness(businessId, (tx) =>
    id ? tx.select().from(conversations).where(eq(conversations.id, id)) : tx.select().from(conversations),
  );
  if (!row) throw new Error('no conversation');
  return `business/${businessId}/conversation:${row.channelId}:${row.contactId}`;
}
