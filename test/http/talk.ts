// A business with customers who write, and what lies in a conversation, for tests of what people see and do.
import { randomUUID } from 'node:crypto';
import type { ConversationId, MessageId } from '../../src/db/ids.ts';
import { contactIdentities, contacts, conversations, messages } from '../../src/db/schema/index.ts';
import { createBusiness, seedsBody, type TestBusiness } from '../support/factories.ts';
import type { TestApi } from './api.ts';
import { caller } from './caller.ts';
import { createKey } from './people.ts';

export const NOBODY = '00000000-0000-7000-8000-000000000000';

/** With a program that may read and write. */
export async function createStaffedBusiness(api: TestApi) {
  const business = await createBusiness(api);
  const { headers } = await createKey(api, business.businessId, ['read', 'write']);
  return { ...business, headers, program: caller(api.app, { headers }) };
}

/** A customer writes, over the seeds' webhook. */
export async function customerWrites(
  api: TestApi,
  { businessId }: Pick<TestBusiness, 'businessId'>,
  text: string,
  phone = '972501234567',
): Promise<void> {
  const gateway = caller(api.app, { headers: { 'x-internal-secret': api.internalSecret } });
  const { status, body } = await gateway.post('/webhook/whatsapp/incoming', seedsBody(businessId, text, { phone }));
  if (body.results?.[0]?.outcome !== 'accepted') throw new Error(`not accepted: ${status} ${JSON.stringify(body)}`);
}

let customers = 0;

/** A conversation with a contact of its own, without messages. */
export async function addConversation(
  api: TestApi,
  { businessId, channelId }: TestBusiness,
  values: Partial<typeof conversations.$inferInsert> = {},
): Promise<ConversationId> {
  customers += 1;
  const phone = `+97250${String(1_000_000 + customers)}`;
  return api.withBusiness(businessId, async (tx) => {
    const [contact] = await tx
      .insert(contacts)
      .values({ businessId, name: `Customer ${customers}` })
      .returning();
    if (!contact) throw new Error('no contact was made');
    await tx.insert(contactIdentities).values({ businessId, kind: 'phone', value: phone, contactId: contact.id });
    const [conversation] = await tx
      .insert(conversations)
      .values({
        businessId,
        channelId,
        contactId: contact.id,
        chat: phone.slice(1),
        lastCustomerMessageAt: new Date(),
        ...values,
      })
      .returning();
    if (!conversation) throw new Error('no conversation was made');
    return conversation.id;
  });
}

type NewMessage = Partial<typeof messages.$inferInsert> & Pick<typeof messages.$inferInsert, 'direction' | 'state'>;

/** A message with the next place in the conversation, unless `seq` says otherwise. */
export async function addMessage(
  api: TestApi,
  { businessId, channelId }: TestBusiness,
  conversationId: ConversationId,
  values: NewMessage,
): Promise<MessageId> {
  const text = values.text ?? 'Hello';
  return api.withBusiness(businessId, async (tx) => {
    const seq = 1 + (await tx.$count(messages));
    const [message] = await tx
      .insert(messages)
      .values({
        businessId,
        channelId,
        conversationId,
        seq,
        author: values.direction === 'in' ? 'customer' : 'assistant',
        content: { kind: 'text', text },
        chat: '972501234567',
        fromMe: false,
        providerMessageId: randomUUID(),
        ...values,
        text,
      })
      .returning();
    if (!message) throw new Error('no message was made');
    await tx.update(conversations).set({ lastSeq: seq });
    return message.id;
  });
}
