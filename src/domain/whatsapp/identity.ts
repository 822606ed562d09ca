// Who someone is on WhatsApp: a phone number, a LID (Baileys) or a BSUID (Cloud API); one person may have all three.

/**
 * One name a person is known by.
 * - `phone`: E.164 with its plus sign, for example +972501234567
 * - `lid`: WhatsApp's opaque number for a user, digits only
 * - `bsuid`: Meta's business-scoped user id, for example IL.1a2b3c; all there is when a user hides the number
 */
export type Identity = { kind: 'phone' | 'lid' | 'bsuid'; value: string };

/** E.164: at most 15 digits, the first of a country code is never 0. Shorter than 7 digits is a short code, not a person. */
const E164_DIGITS = /^[1-9]\d{6,14}$/;

/** Country, a dot, up to 128 letters and digits; a parent business has `.ENT` in between. */
const BSUID = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

/** Reads an international number with or without its plus sign (WhatsApp writes it without). National forms are not guessed. */
export function phoneIdentity(text: string): Identity | undefined {
  const digits = text.replace(/[+\s().-]/g, '');
  return E164_DIGITS.test(digits) ? { kind: 'phone', value: `+${digits}` } : undefined;
}

/** Reads what Meta puts in `from`, `to` or `recipient_id`: nearly always a number, a BSUID once the number is hidden. */
export function cloudIdentity(text: string): Identity | undefined {
  return phoneIdentity(text) ?? (BSUID.test(text) ? { kind: 'bsuid', value: text } : undefined);
}

/** The same identities without repeats, in the same order. */
export function distinctIdentities(identities: readonly Identity[]): Identity[] {
  return [...new Map(identities.map((identity) => [`${identity.kind} ${identity.value}`, identity])).values()];
}
