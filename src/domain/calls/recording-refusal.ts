// Whether a caller says that they do not want to be recorded.

/** "Nobody of us": what others do or do not record is no wish. */
const OTHERS = String.raw`(?<!\b(?:i|we|they|you|who|people)\s)`;

const REFUSALS: readonly RegExp[] = [
  new RegExp(String.raw`${OTHERS}\b(?:don[’']?t|do not|never|please not) (?:you dare )?(?:record|tape)\b`, 'iu'),
  /\b(?:stop|quit|turn off|switch off|end|cancel|pause) (?:the |this |your |any )?recording\b/iu,
  /\bstop (?:taping|recording)\b|\brecording off\b/iu,
  /\b(?:don[’']?t|do not|didn[’']?t|did not|rather not|prefer not to|not (?:want|wish|like|agree|consent)(?: to)?)\b[^.?!,]{0,30}\b(?:be|being|get|getting) (?:recorded|taped)\b/iu,
  /\b(?:don[’']?t|do not|refuse to|not) (?:want|wish|like|agree|consent|allow|permit)\b[^.?!,]{0,30}\b(?:record|recorded|recording|tape|taped)\b/iu,
  /\b(?:i object to|i refuse)\b[^.?!,]{0,20}\brecord/iu,
  /(?:^|[.!,]\s*|\bplease\s+|\b(?:with)\s+)no recording\b|\bwithout (?:a |the |any |being )?record(?:ing|ed)\b/iu,
  /(?:^|\s)(?:ו|ש)?אל (?:נא )?תקליט[יו]?(?=$|[\s.,!?])/u,
  /(?:^|\s)(?:נא|בבקשה|אבקש|מבקשת?|עדיף|אני מעדיפה?) (?:ש)?לא (?:ל|ת|י)?הקליט|(?:^|\s)לא להקליט(?=$|[\s.,!])/u,
  /(?:^|\s)(?:ש)?(?:תפסיקו|תפסיקי|תפסיק|להפסיק|הפסיקו|תעצרו|תעצור|תעצרי|לעצור|עצרו|תכבו|תכבה|תכבי|לכבות|כבו|בטלו|תבטלו|לבטל) (?:את |עם )?(?:להקליט|ה?הקלטה)/u,
  /(?:^|\s)לא (?:רוצה|רוצים|מסכימה?|מסכים|מסכימים|מעוניינת?|מעוניין|מאשרת?|מוכנה?|מרשה)(?:\s+\S+){0,2}?\s+(?:ש|ב|ל)?(?:תקליט|יקליט|הקליט|מקליט|מוקלט|ה?הקלטה|הקלטה)/u,
  /(?:^|\s)(?:מתנגדת?|מסרבת?|סירבתי)(?:\s+\S+){0,2}?\s+(?:ל|ש)?(?:תקליט|הקלט|הקליט|היות מוקלט)/u,
  /(?:^|\s)(?:בלי|ללא) (?:ה)?(?:הקלטה|הקלטות|להקליט)/u,
];

/** In Hebrew or English. A question about a recording, or a story of one, refuses nothing. */
export function refusesRecording(text: string): boolean {
  return REFUSALS.some((refusal) => refusal.test(text));
}
