// Numbers, phone numbers and e-mail addresses that are being dictated, in digits or in words, in Hebrew and English.

/** `going-on` while more can be expected, `whole` when what was dictated can stand. */
export type Dictation = 'none' | 'going-on' | 'whole';

const DIGIT_WORDS = new Set(
  `zero oh one two three four five six seven eight nine double triple
  אפס אחת אחד שתיים שתים שניים שלוש שלושה ארבע ארבעה חמש חמישה חמשה שש שישה ששה שבע שבעה שמונה תשע תשעה`.split(/\s+/),
);
const AT = /(?:^|\s)(?:at|שטרודל|כרוכית)(?:\s|$)|@/iu;
/** The end of an address. */
const ADDRESS_END =
  /(?:\.|\s(?:dot|נקודה)\s)\s*(?:com|net|org|co\.il|co (?:dot )?il|il|קום|נט|קו(?: נקודה)? איי?ל|איי?ל)(?=[\s\p{P}]|$)/iu;
const SPEAKS_OF_ADDRESS = /e-?mail|@|שטרודל|כרוכית|מייל|דוא"?ל/iu;
/** A dictation of an address says these between its parts. */
const BETWEEN_PARTS = /(?:dot|underscore|dash|hyphen|at|נקודה|קו תחתון|מקף|שטרודל|כרוכית)[\s\p{P}]*$/iu;

/** Fewer digits are a time, an age, a number of people. */
const LONG_NUMBER_DIGITS = 4;
/** More is no Israeli phone number, so nothing is expected after it. */
const MOST_DIGITS = 12;

/** What the end of a text dictates. */
export function dictationOf(text: string): Dictation {
  if (BETWEEN_PARTS.test(text) && SPEAKS_OF_ADDRESS.test(text)) return 'going-on';
  if (AT.test(text) && SPEAKS_OF_ADDRESS.test(text)) return addressIn(text);
  const digits = digitsAtTheEnd(text);
  if (isWholePhone(digits)) return 'whole';
  const looksLikePhone = /^(?:\+|0)/.test(digits) && digits.length >= 2;
  if (looksLikePhone || digits.replace('+', '').length >= LONG_NUMBER_DIGITS) {
    return digits.length > MOST_DIGITS ? 'whole' : 'going-on';
  }
  return 'none';
}

function addressIn(text: string): Dictation {
  const end = ADDRESS_END.exec(text);
  if (end === null) return 'going-on';
  const after = text.slice(end.index + end[0].length);
  return /\p{L}/u.test(after) ? 'none' : 'whole';
}

/** The digits that end the text, dictated in words (each counts as one digit, 0 where it says so) or written. */
function digitsAtTheEnd(text: string): string {
  const tokens = text
    .toLowerCase()
    .split(/[\s,.\-–]+/)
    .filter((token) => token !== '');
  const isDigits = (token: string): boolean => /^\+?\d+$/.test(token) || DIGIT_WORDS.has(token);
  const from = tokens.findLastIndex((token) => !isDigits(token)) + 1;
  return tokens.slice(from).map(digitOf).join('');
}

function digitOf(token: string): string {
  if (/\d/.test(token)) return token;
  if (/^(zero|oh|אפס)$/.test(token)) return '0';
  // Which digit it is matters only for what a number begins with; `double` and `triple` stand for what they add.
  return token === 'triple' ? '55' : '5';
}

/** Israeli mobile and landline numbers, and +972 with either. */
function isWholePhone(digits: string): boolean {
  return /^(?:0[57]\d{8}|0[23489]\d{7}|\+?972[57]\d{8}|\+?972[23489]\d{7})$/.test(digits);
}
