// One row in every table of a business: something to reach for when a test tries to cross tenants.
import { randomUUID } from 'node:crypto';
import type { ChannelId, DeviceId, UserId } from '../../src/db/ids.ts';
import {
  apiKeys,
  callGreetings,
  callRecordings,
  calls,
  callToolUses,
  callTurns,
  contactIdentities,
  contacts,
  conversations,
  leadFacts,
  leads,
  memberships,
  messages,
  notificationPreferences,
  notifications,
  operations,
  outbox,
  pushDeliveries,
  reminderNotices,
  reminders,
  removedCalls,
  sessions,
} from '../../src/db/schema/index.ts';
import type { BusinessTx } from '../../src/db/tenancy.ts';

/** The ids of what was made. */
export type Filled = Awaited<ReturnType<typeof fillEveryTable>>;

export async function fillEveryTable(tx: BusinessTx, channelId: ChannelId) {
  const { businessId } = tx;
  const userId = `user-${randomUUID()}` as UserId;
  const one = async <Row>(rows: Promise<Row[]>): Promise<Row> => {
    const [row] = await rows;
    if (!row) throw new Error('no row was made');
    return row;
  };
  await tx
    .insert(memberships)
    .values({ businessId, userId, role: 'owner', displayName: 'Dana', email: 'dana@example.test' });
  const key = await one(
    tx
      .insert(apiKeys)
      .values({ businessId, name: 'key', prefix: 'abcdefgh', hash: 'x', scopes: ['read'], createdBy: userId })
      .returning(),
  );
  const contact = await one(tx.insert(contacts).values({ businessId, name: 'Dana' }).returning());
  await tx
    .insert(contactIdentities)
    .values({ businessId, kind: 'phone', value: '+972500000000', contactId: contact.id });
  const lead = await one(tx.insert(leads).values({ businessId, contactId: contact.id, source: 'manual' }).returning());
  await tx.insert(leadFacts).values({ businessId, leadId: lead.id, field: 'city', value: 'Haifa' });
  const conversation = await one(
    tx
      .insert(conversations)
      .values({
        businessId,
        channelId,
        contactId: contact.id,
        chat: '972500000000',
        lastSeq: 1,
        lastCustomerMessageAt: new Date(),
      })
      .returning(),
  );
  const session = await one(tx.insert(sessions).values({ businessId, conversationId: conversation.id }).returning());
  const message = await one(
    tx
      .insert(messages)
      .values({
        businessId,
        conversationId: conversation.id,
        sessionId: session.id,
        channelId,
        seq: 1,
        direction: 'in',
        author: 'customer',
        state: 'attended',
        text: 'a secret of this business',
        content: { kind: 'text', text: 'a secret of this business' },
        chat: '972500000000',
        fromMe: false,
        providerMessageId: randomUUID(),
        sentAt: new Date(),
      })
      .returning(),
  );
  await tx.insert(outbox).values({
    businessId,
    workflowId: `business/${businessId}/none`,
    token: randomUUID(),
    job: 'conversation',
    input: {},
    traceId: 'none',
  });
  const operation = await one(
    tx
      .insert(operations)
      .values({ businessId, kind: 'test', workflowId: `business/${businessId}/op` })
      .returning(),
  );
  const notification = await one(
    tx
      .insert(notifications)
      .values({
        businessId,
        userId,
        content: {
          kind: 'needs-person',
          about: { kind: 'conversation', conversationId: conversation.id },
          values: { name: 'Dana, a secret of this business', reason: 'emergency' },
        },
        contactId: contact.id,
        key: 'key',
        pointlessAfter: new Date(),
      })
      .returning(),
  );
  await tx.insert(notificationPreferences).values({ businessId, userId });
  await tx.insert(pushDeliveries).values({
    businessId,
    notificationId: notification.id,
    deviceId: randomUUID() as DeviceId,
    state: 'delivered',
    at: new Date(),
  });
  const reminder = await one(
    tx
      .insert(reminders)
      .values({
        businessId,
        note: 'a secret of this business',
        leadId: lead.id,
        ownerUserId: userId,
        dueAt: new Date('2026-01-01T10:00:00Z'),
        armedAt: new Date('2026-01-01T09:00:00Z'),
      })
      .returning(),
  );
  await tx.insert(reminderNotices).values({
    businessId,
    reminderId: reminder.id,
    offsetMinutes: 0,
    dueAt: reminder.dueAt,
    fate: 'sent',
    decidedAt: reminder.dueAt,
  });
  const call = await one(
    tx
      .insert(calls)
      .values({
        businessId,
        callSid: `CA${randomUUID().replaceAll('-', '')}`,
        channelId,
        contactId: contact.id,
        fromNumber: '+972500000000',
        toNumber: '+97233000001',
        state: 'completed',
        startedAt: new Date('2026-01-01T10:00:00Z'),
        admission: 'admitted',
        recordingConsent: 'noticed',
        language: 'he',
        prompt: 'a secret of this business',
        traceId: 'none',
      })
      .returning(),
  );
  await tx.insert(removedCalls).values({ businessId, callSid: `CA${randomUUID().replaceAll('-', '')}` });
  await tx.insert(callTurns).values({
    businessId,
    callId: call.id,
    n: 1,
    callerText: 'a secret of this business',
    heardText: 'Hello',
    toolResults: [],
    stages: { endpointing: null, transcript: null, firstToken: null, firstAudio: null },
    startedAt: new Date('2026-01-01T10:00:01Z'),
  });
  await tx.insert(callToolUses).values({
    businessId,
    callId: call.id,
    useId: 'use',
    input: { id: 'use', tool: 'sendWhatsapp', text: 'a secret of this business' },
    state: 'done',
  });
  await tx.insert(callGreetings).values({
    businessId,
    language: 'en',
    text: 'How the business greets its callers',
    voice: 'nova',
    mulaw: Buffer.from('audio'),
  });
  const recording = await one(
    tx
      .insert(callRecordings)
      .values({
        businessId,
        callId: call.id,
        recordingSid: `RE${randomUUID().replaceAll('-', '')}`,
        kind: 'call',
        state: 'stored',
        fileKey: `${businessId}/${contact.id}/recording`,
      })
      .returning(),
  );
  tx.publish({ type: 'lead.changed', data: { leadId: lead.id } });
  return {
    contact,
    lead,
    conversation,
    session,
    message,
    operation,
    notification,
    reminder,
    call,
    recording,
    key,
    userId,
  };
}
