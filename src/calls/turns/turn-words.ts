// Words that tell where a speaker stands, in Hebrew and English: going on, done, or only listening along.

/** After one of these a sentence goes on. */
const GOING_ON = new Set(
  `and or but because so if when that which the a an to for of in on at with from by about my your his her our their
  is are was i'm i am it's we're um uh uhm erm er like well then than as not would could can want need
  ו או אבל כי אז אם כש כאשר ש של את על עם בין אל מ ב ל ה לפני אחרי בגלל בשביל כדי אני אנחנו הוא היא זה זאת רוצה צריך
  צריכה אה אהה אממ אמ המ כאילו יעני שלי שלנו לא גם רק עד`.split(/\s+/),
);

/** Whole answers, also without a full stop. */
export const WHOLE_ANSWERS = new Set(
  'yes|no|yeah|yep|nope|ok|okay|sure|thanks|thank you|bye|goodbye|correct|right|exactly|please|yes please|no thanks|no thank you|כן|לא|בסדר|אוקיי|אוקי|תודה|תודה רבה|ביי|להתראות|נכון|בדיוק|בטח|ברור|מעולה|כן בבקשה|לא תודה|בבקשה'.split(
    '|',
  ),
);

/** What people say while they listen: it asks for nothing. */
const BACKCHANNEL = new Set(
  `yes yeah yep ok okay right sure mhm mm hmm hm uh huh uhhuh aha ah oh i see alright got it cool good great fine
  כן אוקיי אוקי בסדר נכון אהה אה המ אממ מממ הבנתי טוב יופי סבבה אחלה ברור בטח מעולה`.split(/\s+/),
);

/** More than this many words are something said, whatever the words. */
const BACKCHANNEL_WORDS = 3;

/** Whether the text breaks off where a sentence goes on. */
export function isUnfinished(text: string): boolean {
  const trimmed = text.trim().toLowerCase();
  if (/(,|…|\.\.\.|-|–|:|;)$/.test(trimmed)) return true;
  const last = words(trimmed).at(-1);
  return !/[.?!]$/.test(trimmed) && last !== undefined && GOING_ON.has(last);
}

/** Whether the text only says that its speaker listens. No text is none. */
export function isBackchannel(text: string): boolean {
  const said = words(text.toLowerCase());
  return said.length > 0 && said.length <= BACKCHANNEL_WORDS && said.every((word) => BACKCHANNEL.has(word));
}

function words(text: string): string[] {
  return text.match(/[\p{L}\p{N}']+/gu) ?? [];
}

/** Whether the text is a stretch of what was being said: an echo that was recognised. */
export function isEchoOf(text: string, said: string): boolean {
  const heard = words(text.toLowerCase());
  return heard.length > 0 && ` ${words(said.toLowerCase()).join(' ')} `.includes(` ${heard.join(' ')} `);
}
