// Reads one delivery status of Meta's Cloud API.
import { z } from 'zod';
import type { DeliveryStatus } from '../delivery-state.ts';
import { cloudIdentity, distinctIdentities, type Identity } from '../identity.ts';
import { filledText, firstProblem, optionalText, providerTime, withoutAbsent } from '../wire-values.ts';

/** What Meta says has become of a message we sent. */
export type StatusReport = {
  providerMessageId: string;
  /** Our own id of the message, echoed from `biz_opaque_callback_data`: it settles a send whose answer was lost. */
  outboundMessageId?: string;
  state: DeliveryStatus;
  at: Date;
  /** Why it failed. */
  errors: StatusError[];
  recipient: Identity[];
};

/** Decide by `code` alone: `message` is Meta's wording for people, which changes. */
export type StatusError = { code: number; message: string };

const statusError = z
  .looseObject({
    code: z.number(),
    title: optionalText,
    message: optionalText,
    error_data: z.looseObject({ details: optionalText }).optional().catch(undefined),
  })
  .transform(({ code, title, message, error_data: data }) => ({
    code,
    message: data?.details ?? title ?? message ?? `WhatsApp gave no reason but the number ${code}`,
  }));

const status = z.looseObject(
  {
    id: filledText,
    status: filledText,
    timestamp: z.unknown().optional(),
    biz_opaque_callback_data: optionalText,
    recipient_id: optionalText,
    recipient_user_id: optionalText,
    recipient_type: optionalText,
    errors: z.array(z.unknown()).catch([]),
  },
  { error: 'must be an object' },
);

const STATES: ReadonlySet<string> = new Set<DeliveryStatus>(['sent', 'delivered', 'read', 'played', 'failed']);

/** A report, or why there is none: a group's, a state we have no use for (`deleted`, `warning`), or not a status at all. */
export type CloudStatus =
  | { kind: 'report'; report: StatusReport }
  | { kind: 'ignored'; reason: 'group' | 'unknown-status' | 'malformed'; detail: string };

/** Reads one element of `statuses`, which stands at `root` in the body. */
export function readCloudStatus(value: unknown, root: string, receivedAt: Date): CloudStatus {
  const parsed = status.safeParse(value);
  if (!parsed.success) {
    const { field, why } = firstProblem(parsed.error, root);
    return { kind: 'ignored', reason: 'malformed', detail: `${field} ${why}` };
  }
  const { id, status: state, timestamp, biz_opaque_callback_data: ours, errors } = parsed.data;
  if (parsed.data.recipient_type === 'group') return { kind: 'ignored', reason: 'group', detail: root };
  if (!isDeliveryStatus(state)) {
    return { kind: 'ignored', reason: 'unknown-status', detail: `${root}.status is "${state.slice(0, 40)}"` };
  }
  return {
    kind: 'report',
    report: {
      providerMessageId: id,
      ...withoutAbsent({ outboundMessageId: ours }),
      state,
      at: providerTime(timestamp, receivedAt),
      errors: errors.flatMap((error) => statusError.safeParse(error).data ?? []),
      recipient: recipientOf(parsed.data),
    },
  };
}

function isDeliveryStatus(state: string): state is DeliveryStatus {
  return STATES.has(state);
}

function recipientOf({ recipient_id: id, recipient_user_id: userId }: z.infer<typeof status>): Identity[] {
  const byId = id === undefined ? undefined : cloudIdentity(id);
  return distinctIdentities([...(byId ? [byId] : []), ...(userId ? [{ kind: 'bsuid' as const, value: userId }] : [])]);
}
