// What people do in the sandbox's WhatsApp: customers write, the business's owner writes, messages of ours get their ticks.
import type { Random } from '../seeded-random.ts';
import { type Behaviour, DELIVERED, type DeliveryStatus } from './behaviours.ts';
import { type CustomerContent, customerContent, messageElement } from './customer-messages.ts';
import { type AcceptedMessage, type Ledger, newMessageId } from './ledger.ts';
import { echoPayload, messagePayload, statusPayload } from './payloads.ts';
import type { SandboxSettings } from './settings.ts';
import { planStatuses } from './status-plan.ts';
import type { WebhookSender } from './webhook-sender.ts';

export type CustomerWrites = {
  /** A phone number, or a BSUID for a customer who hides it. */
  customer: string;
  phoneNumberId: string;
  content: CustomerContent;
  /** The name in the customer's profile. */
  name?: string | undefined;
  /** How many times the very same webhook is delivered, all at once. */
  copies?: number | undefined;
  sentAt?: Date | undefined;
};

export type OwnerWrites = { customer: string; phoneNumberId: string; text: string };

export type Conversation = ReturnType<typeof createConversation>;

export function createConversation(
  ledger: Ledger,
  webhooks: WebhookSender,
  settings: () => SandboxSettings,
  random: Random,
) {
  return {
    /** A customer writes; the webhook goes out at once. */
    customerWrites({
      customer,
      phoneNumberId,
      content,
      name = 'Dana',
      copies = 1,
      sentAt = new Date(),
    }: CustomerWrites) {
      const providerMessageId = newMessageId(customer);
      const element = messageElement(customerContent.parse(content), ledger.storeMedia);
      const payload = messagePayload(phoneNumberId, { customer, name, providerMessageId, sentAt, element });
      for (let copy = 0; copy < copies; copy++) {
        webhooks.call({ subject: { kind: 'message', providerMessageId }, payload, afterMs: 0 });
      }
      return { providerMessageId };
    },

    /** A person at the business answers from the phone app. */
    ownerWrites({ customer, phoneNumberId, text }: OwnerWrites) {
      const providerMessageId = newMessageId(customer);
      const payload = echoPayload(phoneNumberId, { customer, providerMessageId, sentAt: new Date(), text });
      webhooks.call({ subject: { kind: 'echo', providerMessageId }, payload, afterMs: 0 });
      return { providerMessageId };
    },

    /** Calls back what becomes of an accepted message. */
    reportStatuses(message: AcceptedMessage, behaviour: Behaviour) {
      const failureCode = behaviour.kind === 'fail-later' ? behaviour.code : undefined;
      for (const { status, afterMs } of planStatuses(statusesAfter(behaviour), settings(), random)) {
        webhooks.call({
          subject: { kind: 'status', providerMessageId: message.providerMessageId, status },
          payload: statusPayload(message, status, failureCode),
          afterMs,
          onDelivered: () => message.statuses.push(status),
        });
      }
    },
  };
}

/** A lost answer changes nothing about the delivery. */
function statusesAfter(behaviour: Behaviour): readonly DeliveryStatus[] {
  switch (behaviour.kind) {
    case 'fail-later':
      return ['failed'];
    case 'deliver':
      return behaviour.statuses;
    default:
      return DELIVERED.statuses;
  }
}
