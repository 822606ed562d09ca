// The shapes in which the Graph API answers, as far as we read them.
import { z } from 'zod';

/** Every error of the Graph API; logic is built on `code`, people read `details`. */
const graphError = z.object({
  error: z.object({
    code: z.number().int(),
    message: z.string().catch(''),
    error_data: z.object({ details: z.string() }).partial().optional().catch(undefined),
  }),
});

/** `POST /{number}/messages`, accepted. */
export const acceptedMessage = z.object({ messages: z.array(z.object({ id: z.string().min(1) })).min(1) });

/** `GET /{media}`: where the bytes are for the next five minutes. Meta sends the size as a number or as text. */
export const mediaLocation = z.object({
  url: z.url(),
  mime_type: z.string().min(1),
  file_size: z.coerce.number().int().nonnegative().optional(),
});

/** `GET /{number}`. */
export const numberDescription = z.object({ display_phone_number: z.string(), verified_name: z.string().catch('') });

/** The error in an answer's body, or undefined when something else than the Graph API wrote it. */
export function graphErrorIn(body: unknown): { code: number; details: string } | undefined {
  const { success, data } = graphError.safeParse(body);
  if (!success) return undefined;
  return { code: data.error.code, details: maskNumbers(data.error.error_data?.details ?? data.error.message) };
}

/** Meta quotes phone numbers in its texts, and ours end up in logs. */
function maskNumbers(text: string): string {
  return text.replaceAll(/\+?\d{7,}/g, '…');
}
