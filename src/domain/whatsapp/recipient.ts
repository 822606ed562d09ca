// Where an answer can be sent over the Cloud API: a phone number or a BSUID, never a LID.
import { cloudIdentity, type Identity } from './identity.ts';

export type Recipient = Identity & { kind: 'phone' | 'bsuid' };

/**
 * The address the chat itself goes by, else the contact's phone, else their BSUID.
 * @returns undefined for someone known by a LID alone, whom only a WhatsApp Web session can write to
 */
export function recipientOf(
  chat: string,
  identities: readonly { kind: string; value: string }[],
): Recipient | undefined {
  const candidates = [
    cloudIdentity(chat),
    ...['phone', 'bsuid'].map((kind) => identities.find((identity) => identity.kind === kind)),
  ];
  return candidates.find(isRecipient);
}

const isRecipient = (identity: { kind: string; value: string } | undefined): identity is Recipient =>
  identity?.kind === 'phone' || identity?.kind === 'bsuid';
