// WhatsApp's customer service window: for 24 hours after a customer's message a business may write freely.

const WINDOW_MS = 24 * 60 * 60_000;

/** `until` is the first instant at which only approved templates may be sent; null when the customer never wrote. */
export interface ServiceWindow {
  open: boolean;
  until: Date | null;
}

/** The window as it is now. Each message of the customer starts the 24 hours anew. */
export function serviceWindow(lastCustomerMessageAt: Date | null, now: Date): ServiceWindow {
  if (lastCustomerMessageAt === null) return { open: false, until: null };
  const until = new Date(lastCustomerMessageAt.getTime() + WINDOW_MS);
  return { open: now < until, until };
}
