// Reads the telephone numbers of a vCard, the form in which WhatsApp shares contacts.

/**
 * The numbers of a vCard as they are written in it (RFC 6350 6.4.1: `TEL;…:value`, possibly `item1.TEL`).
 * iPhones group properties, and WhatsApp adds a `waid` parameter; both are passed over.
 */
export function vcardPhones(vcard: string): string[] {
  return [...vcard.matchAll(/^(?:[\w-]+\.)?TEL\b[^:\r\n]*:(?:tel:)?([^\r\n]+)$/gim)].map(([, number = '']) =>
    number.trim(),
  );
}
