// Words that are no names and no needs, so that "אני מחכה" is not taken for a name nor "בוקר טוב" for a job.

const GREETINGS = `
היי הי הייי שלום אהלן בוקר טוב ערב צהריים צהרים לילה שבוע שבת מה נשמע שלומך שלומכם קורה המצב תודה רבה מראש בבקשה סליחה כן לא
נו הלו אוקיי אוקי סבבה בסדר יופי מעולה מצוין אחלה הבנתי ברור נכון רגע ביי להתראות
hi hello hey good morning evening afternoon day thanks thank you yes no ok okay sure great fine please bye there
`;

const NOT_NAMES = `
אני אתה את אתם אנחנו הוא היא הם זה זו זאת פה כאן שם יש אין לי לנו לך לכם שלי שלנו שלכם של על עם אל עד אם או גם רק כבר עוד אבל כי
כמה מתי איפה האם למה איך מי איזה אפשר ניתן צריך צריכה צריכים רוצה רוצים מחפש מחפשת מחפשים מעוניין מעוניינת מעוניינים אשמח רציתי
רצינו מבקש מבקשת חייב חייבת יכול יכולה יכולים מחכה ממתין ממתינה גר גרה גרים נמצא נמצאת בא באה לקוח לקוחה שוכר שוכרת בעל בעלת דייר
דיירת בבית בעבודה בדרך עכשיו היום מחר אתמול דחוף דחופה מהר חדש חדשה ישן לשאול לדעת לקבוע לתאם להזמין לברר מדבר מדברת קוראים
ושמי ואני ויש אחרי לפני ליד מול בלי כל הכל הכול משהו מישהו אף פעם מספר טלפון רחוב דירה קומה
נזילה נוזל נוזלת דולף דולפת סתימה סתום סתומה סתומים פיצוץ התפוצץ הצפה נשבר נשברה התקלקל התקלקלה מקולקל מקולקלת תקלה תיקון לתקן
התקנה להתקין להחליף החלפה עובד עובדת בעיה ברז ברזים צינור צנרת חשמל שמש כיור אסלה ביוב מים חמים אינסטלטור שרברב מחיר הצעה תור פגישה
ביקור שירות עזרה תתקשר תתקשרי תחזור תחזרי חזרו משנה חשוב סתם עזוב עזבו
i im am is are was we you he she it they my me the a an and or but not in on at from to of for with this that here there need want
looking interested calling writing asking just very urgent can could would will do does how when where what why who which
back tomorrow today tonight yesterday later soon now again when after before sunday monday tuesday wednesday thursday friday saturday
have has had got leak leaking blocked clogged broken burst fix repair install replace problem issue water boiler sink toilet pipe
tap faucet plumber price quote appointment book schedule help service customer tenant owner landlord waiting happy sorry
`;

const setOf = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));
const greetings = setOf(GREETINGS);
const notNames = setOf(NOT_NAMES);

/** Whether a plain lower-case word only greets, thanks or agrees. */
export function isGreeting(word: string): boolean {
  return greetings.has(word);
}

/** "תתקשרו", "תחזרו": a request to several people. Hebrew names do not look like that. */
const PLURAL_REQUEST = /^ת.{2,}ו$/;

/** Whether a plain lower-case word can be part of a person's name. "ו" (and) before a common word does not make it one. */
export function mayBeName(word: string): boolean {
  if (PLURAL_REQUEST.test(word)) return false;
  return [word, word.replace(/^ו/, '')].every((form) => !greetings.has(form) && !notNames.has(form));
}
