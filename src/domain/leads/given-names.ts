// Common given names: evidence that "אני דנה" names somebody while "אני מחכה" does not. A name that is missing is merely
// asked for. Names that are common words too are left out: דוד is David, and a boiler.

const NAMES = `
אבי אביב אביגיל אבישי אביתר אברהם אדר אהרון אודי אוהד אופיר אופירה אופק אורי אורית אורלי אורן אחמד איבראהים איגור
אייל איילת אילן אילנה אילת אינה איציק אירינה איתי איתמר אלון אלי אליהו אליס אלכס אלכסנדר אלעד אמיר אמירה אמנון אנה
אנטון אסף אסתר אפרים אפרת אריאל אריאלה אריק בועז בוריס בני בנימין ברוך ברק גבי גדי גיא גיל גילה גילי גלי גלית דבורה
דביר דודו דויד דורון דורית דימה דינה דליה דן דנה דני דניאל דניאלה דפנה הגר הדס הדר הילה הלל ורד ורדה זאב זהבה חגי
חגית חדווה חיים חמודי חנה חני טל טלי יאיר יגאל יהודה יהודית יהונתן יואב יואל יובל יוני יונתן יוסי יוסף יחזקאל יעל
יעקב יפה יצחק ירדן ירון יריב ישראל כפיר כרמית לאה לביא לובה ליאור ליאורה ליאת לידור לימור ליעד לירון מאור מאיה מאיר
מוחמד מוטי מורית מורן מחמוד מיטל מיכאל מיכה מיכל מירב מירי מירית מרב מרדכי מריאם מרים מרינה מרק משה מתן נאור נגה נדב
נועה נועם נחום נטלי נטליה ניב נילי ניסים ניצן ניר נירית נעמה נעמי נתן נתנאל סבטלנה סיגל סיגלית סיוון סימה סמיר ספיר
סרגיי עדי עדינה עדן עודד עומר עידו עידית עידן עינב עינת עליזה עמוס עמי עמית ענבל ענת עפר עפרה פאטמה פנינה צבי קובי
קטיה קרן ראובן רבקה רון רוני רונית רונן רותי רותם רחל רינה רינת רמי רן רעות שגיא שגית שולה שי שירה שירלי שלומי
שלומית שלמה שמואל שמעון שרה שרון שרית תהילה תומר תמי תמר
aaron adam adi ahmed alex alon amir amit anat anna ari ariel asaf avi avigail avraham benny boaz boris chaim chana
dan dana dani daniel daniela danny david dina dor doron efrat elad eli eliyahu eran esther eyal gal galit gil gila
guy hadar hadas hagit hila idan ido igor ilan ilana inbal irina itai itay itzik jacob james jane john jonathan
joseph keren lea leah lena levi liat lior liron maayan maria marina mary maya meir michael michal miri miriam
mohamed mohammed moran moshe moti naama nadav natalie natan nati nir nira noa noam nurit odelia ofer ofir ofra ohad
olga omer omri oren ori orit orly peter rachel rami rebecca reut rivka robert ron ronen roni ronit roy ruth ruti
sara sarah sergey shai sharon shira shiri shlomi shlomo shmuel sigal simon sivan smadar steve svetlana tal tali
talia tamar tamir tom tomer tzvi uri vered victor vladimir yaakov yael yair yaniv yaron yehuda yigal yitzhak yoav
yoel yonatan yoni yosef yossi yuval zeev ziv zvi
`;

const KNOWN: ReadonlySet<string> = new Set(NAMES.trim().split(/\s+/));

/** Whether the word is a common given name, in Hebrew or Latin letters. */
export function isGivenName(word: string): boolean {
  return KNOWN.has(word.toLowerCase());
}
