// What the page says about reminders in Hebrew.
import type { Words } from './en.ts';

export const reminders: Words['reminders'] = {
  title: 'תזכורות',
  open: 'פתוחות',
  done: 'בוצעו',
  none: {
    open: 'אין תזכורות פתוחות.',
    done: 'עדיין אין תזכורות שבוצעו.',
  },
  note: 'מה',
  due: 'מתי, לפי השעון של העסק',
  add: 'הוספה',
  save: 'שמירה',
  edit: 'עריכה',
  complete: 'לסמן כבוצעה',
  reopen: 'לפתוח מחדש',
  inAnHour: 'בעוד שעה',
  tomorrow: 'מחר',
  overdue: 'עבר הזמן',
  forEveryone: 'לכולם',
  forColleague: 'לעמית/ה',
  clocksChange: 'השעון משתנה אז. לאיזו שעה הכוונה?',
};
