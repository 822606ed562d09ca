// What people are told of: the kinds, what each is about, and the values its sentence is made from.
import type { Attention } from '../conversations/attention.ts';

/** What a person can switch on and off, in the order in which they are offered. */
export const NOTIFICATION_KINDS = [
  'needs-person',
  'new-lead',
  'missed-call',
  'call-ended',
  'reminder',
  'operation-finished',
  'system-alert',
] as const;

export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** The thing a notice speaks of: a newer notice of the same kind about it takes the older one's place on a device. */
export type About =
  | { kind: 'conversation'; conversationId: string }
  /** The conversation is where a click leads; without one the page itself opens. */
  | { kind: 'lead'; leadId: string; conversationId?: string }
  | { kind: 'call'; callId: string }
  | { kind: 'reminder'; reminderId: string; conversationId?: string }
  | { kind: 'operation'; operationId: string }
  /** The incident's own key: it has one notice, and one for its end. */
  | { kind: 'alert'; alertId: string }
  /** What a person asked for, to see whether notices reach them. */
  | { kind: 'nothing' };

/** Small strings only. A `name` that nobody knows yet is null. */
export type NotificationContent =
  | {
      kind: 'needs-person';
      about: Extract<About, { kind: 'conversation' }>;
      values: { name: string | null; reason: Attention };
    }
  | { kind: 'new-lead'; about: Extract<About, { kind: 'lead' }>; values: { name: string | null } }
  | { kind: 'missed-call'; about: Extract<About, { kind: 'call' }>; values: { name: string | null } }
  /** `summary`: what was talked about; null when nothing was. */
  | {
      kind: 'call-ended';
      about: Extract<About, { kind: 'call' }>;
      values: { name: string | null; summary: string | null };
    }
  /** `dueAt`: the due time it was given for, ISO 8601. `clock`: the same as HH:MM on the business's clock. */
  | {
      kind: 'reminder';
      about: Extract<About, { kind: 'reminder' }>;
      values: { note: string; name: string | null; dueAt: string; clock: string };
    }
  /** `title`: what it was, in the words of whoever started it. */
  | {
      kind: 'operation-finished';
      about: Extract<About, { kind: 'operation' }>;
      values: { title: string; done: string; failed: string };
    }
  | { kind: 'system-alert'; about: Extract<About, { kind: 'alert' }>; values: { text: string } }
  | { kind: 'test'; about: Extract<About, { kind: 'nothing' }>; values: Record<string, never> };

/** How soon a phone that saves its battery should be woken (RFC 8030 5.3). */
export type Urgency = 'low' | 'normal' | 'high';

const URGENCY = {
  'needs-person': 'high',
  'new-lead': 'normal',
  'missed-call': 'high',
  'call-ended': 'low',
  reminder: 'high',
  'operation-finished': 'low',
  'system-alert': 'high',
  test: 'high',
} as const satisfies Record<NotificationContent['kind'], Urgency>;

export const urgencyOf = (kind: NotificationContent['kind']): Urgency => URGENCY[kind];

/** The same for every notice that should take another's place: its kind and the thing it is about. */
export function subjectOf({ kind, about }: NotificationContent): string {
  return `${kind}:${idOf(about)}`;
}

/** Where a click leads; undefined when there is no conversation to open. */
export function conversationOf(about: About): string | undefined {
  return 'conversationId' in about ? about.conversationId : undefined;
}

function idOf(about: About): string {
  switch (about.kind) {
    case 'conversation':
      return about.conversationId;
    case 'lead':
      return about.leadId;
    case 'call':
      return about.callId;
    case 'reminder':
      return about.reminderId;
    case 'operation':
      return about.operationId;
    case 'alert':
      return about.alertId;
    case 'nothing':
      return '';
  }
}
