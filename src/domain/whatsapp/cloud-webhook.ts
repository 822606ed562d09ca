// Reads the body of Meta's WhatsApp webhook: entries × changes × messages, echoes, statuses and errors, as one flat list.
import { z } from 'zod';
import { type CloudContact, cloudContacts, readCloudEcho, readCloudMessage } from './cloud/message.ts';
import { readCloudStatus, type StatusReport } from './cloud/status.ts';
import type { InboundMessage } from './inbound-message.ts';
import { firstProblem, optionalText } from './wire-values.ts';

export type { StatusReport } from './cloud/status.ts';

/**
 * One thing Meta told us. `phoneNumberId` is the business's number, by which the tenant is found.
 * An `echo` is a message a person of the business wrote in the WhatsApp Business app: nobody may answer it.
 */
export type CloudEvent =
  | { kind: 'message'; phoneNumberId: string; message: InboundMessage }
  | { kind: 'echo'; phoneNumberId: string; message: InboundMessage }
  | { kind: 'status'; phoneNumberId: string; status: StatusReport }
  | CloudIgnored;

/** Not for us, or not readable. `detail` names the place in the body, for the log. */
export type CloudIgnored = { kind: 'ignored'; reason: CloudIgnoreReason; detail: string };

/** Why something Meta told us is not for us. */
export type CloudIgnoreReason =
  | 'malformed'
  /** A change of a field we do not follow: templates, account updates, history. */
  | 'unknown-field'
  | 'unknown-status'
  | 'group'
  /** WhatsApp talking about the chat (number changed, chat opened), not a person writing. */
  | 'system-notice'
  /** Meta reporting a fault of the account or the number; `detail` has its code and words. */
  | 'account-error';

const listOfAnything = z.array(z.unknown(), { error: 'must be a list' });
const elements = listOfAnything.catch([]);

const body = z.looseObject({ entry: listOfAnything }, { error: 'must be a JSON object' });
const entry = z.looseObject({ changes: listOfAnything }, { error: 'must be an object' });
const change = z.looseObject({ field: optionalText, value: z.unknown().optional() }, { error: 'must be an object' });
const messagesValue = z.looseObject(
  {
    metadata: z.looseObject({ phone_number_id: optionalText }).catch({}),
    contacts: cloudContacts,
    messages: elements,
    message_echoes: elements,
    statuses: elements,
    errors: elements,
  },
  { error: 'must be an object' },
);

const accountError = z.looseObject({ code: z.number().optional().catch(undefined), title: optionalText });

/** What stands around the elements of one change. */
type Surroundings = { phoneNumberId: string; contacts: readonly CloudContact[]; receivedAt: Date };

/**
 * Reads a body. Never throws, and every element yields exactly one event, in order: Meta sends again for days whatever is
 * not answered with 200, so a broken element must not stand in the way of the others.
 * @param receivedAt stands in for a time that is missing or lies in the future
 */
export function parseCloudWebhook(value: unknown, receivedAt: Date): CloudEvent[] {
  const parsed = body.safeParse(value);
  if (!parsed.success) return [malformed(parsed.error, '')];
  return parsed.data.entry.flatMap((one, index) => readEntry(one, `entry[${index}]`, receivedAt));
}

function readEntry(value: unknown, root: string, receivedAt: Date): CloudEvent[] {
  const parsed = entry.safeParse(value);
  if (!parsed.success) return [malformed(parsed.error, root)];
  return parsed.data.changes.flatMap((one, index) => readChange(one, `${root}.changes[${index}]`, receivedAt));
}

function readChange(value: unknown, root: string, receivedAt: Date): CloudEvent[] {
  const parsed = change.safeParse(value);
  if (!parsed.success) return [malformed(parsed.error, root)];
  const { field = 'none' } = parsed.data;
  // Echoes come from a number that its owner also uses in the WhatsApp Business app ("coexistence").
  if (field !== 'messages' && field !== 'smb_message_echoes') {
    return [{ kind: 'ignored', reason: 'unknown-field', detail: `${root}.field is "${field.slice(0, 80)}"` }];
  }
  const told = messagesValue.safeParse(parsed.data.value);
  if (!told.success) return [malformed(told.error, `${root}.value`)];
  return readElements(told.data, `${root}.value`, receivedAt);
}

function readElements(told: z.infer<typeof messagesValue>, root: string, receivedAt: Date): CloudEvent[] {
  const { metadata, contacts } = told;
  const around = { phoneNumberId: metadata.phone_number_id ?? '', contacts, receivedAt };
  const each = (name: 'messages' | 'message_echoes' | 'statuses' | 'errors', read: ReadElement) =>
    told[name].map((element, index) => read(element, `${root}.${name}[${index}]`, around));
  const events = [
    ...each('messages', readMessage),
    ...each('message_echoes', readEcho),
    ...each('statuses', readStatus),
    ...each('errors', readAccountError),
  ];
  if (around.phoneNumberId !== '') return events;
  const detail = `${root}.metadata.phone_number_id is missing: it says whose number this is`;
  return events.map((event) => (event.kind === 'ignored' ? event : { kind: 'ignored', reason: 'malformed', detail }));
}

type ReadElement = (element: unknown, root: string, around: Surroundings) => CloudEvent;

const readMessage: ReadElement = (element, root, { phoneNumberId, contacts, receivedAt }) => {
  const read = readCloudMessage(element, root, contacts, receivedAt);
  return read.kind === 'message' ? { kind: 'message', phoneNumberId, message: read.message } : read;
};

const readEcho: ReadElement = (element, root, { phoneNumberId, receivedAt }) => {
  const read = readCloudEcho(element, root, receivedAt);
  return read.kind === 'message' ? { kind: 'echo', phoneNumberId, message: read.message } : read;
};

const readStatus: ReadElement = (element, root, { phoneNumberId, receivedAt }) => {
  const read = readCloudStatus(element, root, receivedAt);
  return read.kind === 'report' ? { kind: 'status', phoneNumberId, status: read.report } : read;
};

const readAccountError: ReadElement = (element, root) => {
  const { code, title } = accountError.safeParse(element).data ?? {};
  return {
    kind: 'ignored',
    reason: 'account-error',
    detail: `${root}: ${code ?? 'no code'} ${title ?? ''}`.trim().slice(0, 200),
  };
};

function malformed(error: z.ZodError, root: string): CloudIgnored {
  const { field, why } = firstProblem(error, root);
  return { kind: 'ignored', reason: 'malformed', detail: `${field} ${why}` };
}
