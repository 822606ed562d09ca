// Reads a JID, the address of a chat in WhatsApp Web's protocol as Baileys passes it on: user@server.
import { type Identity, phoneIdentity } from '../identity.ts';
import type { IgnoreReason } from '../inbound-message.ts';

/** What a JID names. */
export type BaileysAddress =
  | { kind: 'person'; chat: string; identity: Identity }
  | { kind: 'not-a-person'; reason: IgnoreReason }
  | { kind: 'malformed'; why: string };

const EXAMPLE = '972501234567@s.whatsapp.net';

/**
 * Reads a chat's JID. The device part (`:12`) is dropped: a chat is with a person, not with one of their devices.
 * A bare international number is taken as what it would be as a JID.
 */
export function readBaileysAddress(jid: string): BaileysAddress {
  const [user = '', server = 's.whatsapp.net', ...rest] = jid.trim().split('@');
  if (user === '' || rest.length > 0) return malformed(jid);
  switch (server) {
    case 's.whatsapp.net':
    case 'c.us':
    case 'hosted':
      return readPhone(user, jid);
    case 'lid':
    case 'hosted.lid':
      return readLid(withoutDevice(user), jid);
    case 'g.us':
      return { kind: 'not-a-person', reason: 'group' };
    case 'broadcast':
      return { kind: 'not-a-person', reason: user === 'status' ? 'status' : 'broadcast-list' };
    case 'newsletter':
      return { kind: 'not-a-person', reason: 'newsletter' };
    case 'bot':
      return { kind: 'not-a-person', reason: 'bot' };
    default:
      return { kind: 'not-a-person', reason: 'unknown-address' };
  }
}

function readPhone(user: string, jid: string): BaileysAddress {
  // WhatsApp's own announcements come from number 0.
  if (user === '0') return { kind: 'not-a-person', reason: 'system-notice' };
  const identity = phoneIdentity(withoutDevice(user));
  return identity ? { kind: 'person', chat: `${identity.value.slice(1)}@s.whatsapp.net`, identity } : malformed(jid);
}

function readLid(lid: string, jid: string): BaileysAddress {
  return /^\d{1,30}$/.test(lid)
    ? { kind: 'person', chat: `${lid}@lid`, identity: { kind: 'lid', value: lid } }
    : malformed(jid);
}

/** `user_agent:device` → `user`. */
function withoutDevice(user: string): string {
  return user.replace(/[_:].*$/, '');
}

function malformed(jid: string): BaileysAddress {
  return {
    kind: 'malformed',
    why: `"${jid.slice(0, 80)}" is not a WhatsApp address: write an international number without plus, like ${EXAMPLE}`,
  };
}
