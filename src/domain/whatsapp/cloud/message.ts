// Reads one message of Meta's Cloud API: a customer's, or a person's of the business who wrote in the WhatsApp Business app.
import { z } from 'zod';
import { cloudIdentity, distinctIdentities, type Identity } from '../identity.ts';
import type { InboundMessage } from '../inbound-message.ts';
import { firstProblem, optionalText, providerTime, wireMessageId, withoutAbsent } from '../wire-values.ts';
import { readCloudContent } from './content.ts';

/** A message, or why the element is none: `detail` names the place in the body. */
export type CloudMessage =
  | { kind: 'message'; message: InboundMessage }
  | { kind: 'ignored'; reason: 'group' | 'system-notice' | 'malformed'; detail: string };

const contact = z.looseObject({
  wa_id: optionalText,
  user_id: optionalText,
  profile: z.looseObject({ name: optionalText }).optional().catch(undefined),
});

/** A customer as `contacts` describes them: number and BSUID, either of which may be missing, and their own name. */
export type CloudContact = z.infer<typeof contact>;

/** The list `contacts` of a change; whatever in it is not a contact is left out, since a message names its writer itself. */
export const cloudContacts = z
  .array(contact.or(z.unknown().transform(() => undefined)))
  .catch([])
  .transform((contacts): CloudContact[] => contacts.filter((one) => one !== undefined));

const message = z.looseObject(
  {
    id: wireMessageId,
    type: optionalText,
    timestamp: z.unknown().optional(),
    from: optionalText,
    from_user_id: optionalText,
    to: optionalText,
    to_user_id: optionalText,
    group_id: optionalText,
    context: z.looseObject({ id: optionalText }).optional().catch(undefined),
  },
  { error: 'must be an object' },
);
type Message = z.infer<typeof message>;

/** Reads one element of `messages`, which stands at `root` in the body. */
export function readCloudMessage(
  value: unknown,
  root: string,
  contacts: readonly CloudContact[],
  receivedAt: Date,
): CloudMessage {
  const parsed = message.safeParse(value);
  if (!parsed.success) return malformed(parsed.error, root);
  const { type, from, from_user_id: userId } = parsed.data;
  if (type === 'system' || type === 'request_welcome') {
    return { kind: 'ignored', reason: 'system-notice', detail: `${root}.type is "${type}"` };
  }
  const writer = contactOf(parsed.data, contacts);
  const identities = identitiesOf(from ?? writer?.wa_id, userId ?? writer?.user_id);
  const read = readMessage(parsed.data, root, 'from', identities, receivedAt);
  const senderName = writer?.profile?.name;
  if (read.kind === 'ignored' || senderName === undefined) return read;
  return { kind: 'message', message: { ...read.message, senderName } };
}

/** Reads one element of `message_echoes`, which stands at `root` in the body. */
export function readCloudEcho(value: unknown, root: string, receivedAt: Date): CloudMessage {
  const parsed = message.safeParse(value);
  if (!parsed.success) return malformed(parsed.error, root);
  const { to, to_user_id: userId } = parsed.data;
  return readMessage(parsed.data, root, 'to', identitiesOf(to, userId), receivedAt);
}

function readMessage(
  told: Message,
  root: string,
  side: 'from' | 'to',
  identities: Identity[],
  receivedAt: Date,
): CloudMessage {
  if (told.group_id !== undefined) return { kind: 'ignored', reason: 'group', detail: root };
  const [first] = identities;
  if (!first) {
    return { kind: 'ignored', reason: 'malformed', detail: `${root}.${side} and ${side}_user_id name nobody` };
  }
  return {
    kind: 'message',
    message: {
      providerMessageId: told.id,
      // Meta writes numbers without a plus sign, and takes them so.
      chat: first.value.replace(/^\+/, ''),
      fromMe: side === 'to',
      identities,
      sentAt: providerTime(told.timestamp, receivedAt),
      // Meta has no `append`: what it could not deliver comes late, as if it were new.
      delivery: 'live',
      content: readCloudContent(told.type ?? 'none', told),
      ...withoutAbsent({ replyTo: told.context?.id }),
    },
  };
}

/** The profile of who wrote: the one with their number or BSUID, or the only one when the message names nobody. */
function contactOf({ from, from_user_id: userId }: Message, contacts: readonly CloudContact[]) {
  if (from === undefined && userId === undefined) return contacts.length === 1 ? contacts[0] : undefined;
  return contacts.find(
    (one) => (from !== undefined && one.wa_id === from) || (userId !== undefined && one.user_id === userId),
  );
}

function identitiesOf(address: string | undefined, userId: string | undefined): Identity[] {
  const named = address === undefined ? undefined : cloudIdentity(address);
  const bsuid: Identity[] = userId === undefined ? [] : [{ kind: 'bsuid', value: userId }];
  return distinctIdentities([...(named ? [named] : []), ...bsuid]);
}

function malformed(error: z.ZodError, root: string): CloudMessage {
  const { field, why } = firstProblem(error, root);
  return { kind: 'ignored', reason: 'malformed', detail: `${field} ${why}` };
}
