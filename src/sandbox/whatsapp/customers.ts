// Who the sandbox's customers are to WhatsApp: the phone number, and the business-scoped id that stands beside or for it.
import { createHash } from 'node:crypto';
import { z } from 'zod';

const PHONE = /^\+?\d{7,15}$/;
const BSUID = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

export const phoneNumber = z.string().regex(PHONE, 'must be a phone number in international form');
export const bsuid = z.string().regex(BSUID, 'must be a business-scoped user id such as IL.13491208655302741918');

/** Either of the two. */
export const customerAddress = z
  .string()
  .refine((text) => PHONE.test(text) || BSUID.test(text), 'must be a phone number in international form, or a BSUID');

/** `waId` is missing for a customer who hides the phone number: then only the BSUID is shown. */
export type Customer = { waId?: string; userId: string };

/** @param address a phone number, with `+` or without, or a BSUID */
export function customerAt(address: string): Customer {
  if (!PHONE.test(address)) return { userId: address };
  const waId = address.replace('+', '');
  return { waId, userId: `IL.${stableDigits(waId)}` };
}

/** The number people see for a WhatsApp number of the business, made from its id so that any id will do. */
export function displayNumberOf(phoneNumberId: string): string {
  return `+972 3-${phoneNumberId.slice(-7, -4)}-${phoneNumberId.slice(-4)}`;
}

/** One phone number has one BSUID for ever. */
function stableDigits(text: string): string {
  return createHash('sha256').update(text).digest().readBigUInt64BE().toString();
}
