// Who calls, as far as the network tells.
import parsePhoneNumber from 'libphonenumber-js';

/** What Twilio shows for a number that is withheld: letters on a telephone's keys, each with a plus (ANONYMOUS, …). */
const STAND_INS = new Set(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253']);

/**
 * A number as it was said in a call, in E.164; without a country's code it is one of the country that was called.
 * @returns undefined when it is none
 */
export function spokenPhone(said: string, calledNumber: string): string | undefined {
  const parsed = parsePhoneNumber(said, parsePhoneNumber(calledNumber)?.country ?? 'IL');
  return parsed?.isPossible() ? parsed.number : undefined;
}

/** The caller's number in E.164; undefined for one that is withheld, or is none. */
export function callersPhone(from: string): string | undefined {
  if (STAND_INS.has(from)) return undefined;
  const parsed = parsePhoneNumber(from);
  return parsed?.isPossible() ? parsed.number : undefined;
}
