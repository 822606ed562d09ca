// Webhook bodies in Meta's shape.
import type { DeliveryStatus } from './behaviours.ts';
import { customerAt, displayNumberOf } from './customers.ts';
import { webhookError } from './graph-errors.ts';
import type { AcceptedMessage } from './ledger.ts';

/** A message of a customer's. `element` is the part that depends on its type. */
export function messagePayload(
  phoneNumberId: string,
  message: { customer: string; name: string; providerMessageId: string; sentAt: Date; element: object },
) {
  const { waId, userId } = customerAt(message.customer);
  return change(phoneNumberId, 'messages', {
    contacts: [{ profile: { name: message.name }, ...(waId === undefined ? {} : { wa_id: waId }), user_id: userId }],
    messages: [
      {
        ...(waId === undefined ? {} : { from: waId }),
        from_user_id: userId,
        id: message.providerMessageId,
        timestamp: seconds(message.sentAt),
        ...message.element,
      },
    ],
  });
}

/** What becomes of a message of ours. `failureCode` belongs to `failed`. */
export function statusPayload(message: AcceptedMessage, status: DeliveryStatus, failureCode?: number) {
  const { waId, userId } = customerAt(message.to);
  return change(message.phoneNumberId, 'messages', {
    statuses: [
      {
        id: message.providerMessageId,
        status,
        timestamp: seconds(new Date()),
        ...(waId === undefined ? {} : { recipient_id: waId }),
        recipient_user_id: userId,
        ...(message.outboundMessageId === undefined ? {} : { biz_opaque_callback_data: message.outboundMessageId }),
        ...(status === 'sent' ? { pricing: { billable: false, pricing_model: 'PMP', category: 'service' } } : {}),
        ...(failureCode === undefined ? {} : { errors: [webhookError(failureCode)] }),
      },
    ],
  });
}

/** What a person at the business wrote from the phone app (coexistence). */
export function echoPayload(
  phoneNumberId: string,
  echo: { customer: string; providerMessageId: string; sentAt: Date; text: string },
) {
  const { waId, userId } = customerAt(echo.customer);
  return change(phoneNumberId, 'smb_message_echoes', {
    message_echoes: [
      {
        from: digits(displayNumberOf(phoneNumberId)),
        ...(waId === undefined ? { to_user_id: userId } : { to: waId }),
        id: echo.providerMessageId,
        timestamp: seconds(echo.sentAt),
        type: 'text',
        text: { body: echo.text },
      },
    ],
  });
}

function change(phoneNumberId: string, field: string, value: object) {
  const metadata = {
    display_phone_number: digits(displayNumberOf(phoneNumberId)),
    phone_number_id: phoneNumberId,
  };
  return {
    object: 'whatsapp_business_account',
    entry: [
      { id: '102290129340398', changes: [{ field, value: { messaging_product: 'whatsapp', metadata, ...value } }] },
    ],
  };
}

function digits(text: string): string {
  return text.replaceAll(/\D/g, '');
}

/** Meta gives Unix seconds as text. */
function seconds(at: Date): string {
  return String(Math.floor(at.getTime() / 1_000));
}
