// Somebody new got in touch: people are told, once for each lead.
import type { Onward } from '../../jobs/onward.ts';
import type { ContactId, ConversationId, LeadId } from '../ids.ts';
import { notify } from '../notifications/notify.ts';
import type { BusinessTx } from '../tenancy.ts';

/** A lead that came by itself, and where it can be answered. */
export interface NewLead {
  leadId: LeadId;
  contactId: ContactId;
  conversationId?: ConversationId;
  name: string | null;
}

/** A lead of yesterday is no news. */
const NEWS_FOR_MS = 24 * 60 * 60_000;

export async function tellOfLead(tx: BusinessTx, { jobs, traceId }: Onward, lead: NewLead): Promise<void> {
  const { leadId, contactId, conversationId, name } = lead;
  await notify(
    tx,
    jobs,
    {
      kind: 'new-lead',
      about: { kind: 'lead', leadId, ...(conversationId === undefined ? {} : { conversationId }) },
      values: { name },
      contactId,
      to: 'everyone',
      key: `new-lead:${leadId}`,
      pointlessAfter: new Date(Date.now() + NEWS_FOR_MS),
    },
    traceId,
  );
}
