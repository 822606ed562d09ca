// Text of the model as it is to be spoken, in Hebrew or English: no markdown, no addresses of pages, and dates, times,
// prices, phone and other numbers in words, since voices read digits each in their own way.
import type { Language } from '../conversations/language.ts';
import { dateWords, timeWords } from './moment-words.ts';
import { digitWords, type Gender, numberWords } from './number-words.ts';

type Rule = {
  pattern: RegExp;
  say: (match: Record<string, string | undefined>, language: Language) => string | undefined;
};

type Money = {
  one: string;
  many: string;
  two: string;
  gender: Gender;
  part: { one: string; many: string; two: string; gender: Gender };
};

const MONEY: Record<Language, Record<'shekel' | 'dollar' | 'euro', Money>> = {
  he: {
    shekel: {
      ...{ one: 'שקל אחד', two: 'שני שקלים', many: 'שקלים', gender: 'masculine' },
      part: { one: 'אגורה אחת', two: 'שתי אגורות', many: 'אגורות', gender: 'feminine' },
    },
    dollar: {
      ...{ one: 'דולר אחד', two: 'שני דולר', many: 'דולר', gender: 'masculine' },
      part: { one: 'סנט אחד', two: 'שני סנט', many: 'סנט', gender: 'masculine' },
    },
    euro: {
      ...{ one: 'יורו אחד', two: 'שני יורו', many: 'יורו', gender: 'masculine' },
      part: { one: 'סנט אחד', two: 'שני סנט', many: 'סנט', gender: 'masculine' },
    },
  },
  en: {
    shekel: english('shekel', 'shekels', 'agora', 'agorot'),
    dollar: english('dollar', 'dollars', 'cent', 'cents'),
    euro: english('euro', 'euros', 'cent', 'cents'),
  },
};

const SIGNS: Record<string, 'shekel' | 'dollar' | 'euro'> = { $: 'dollar', '€': 'euro' };
const AMOUNT = String.raw`(?<whole>\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(?<part>\d{1,2}))?(?![\d.,]*\d)`;
const SHEKEL_NAME = `₪|ש["״']ח|שקלים|שקל|שח|NIS|ILS|shekels?`;

/** In this order: what is longer and surer first, so that no number is taken out of a greater whole. */
const RULES: readonly Rule[] = [
  { pattern: /\b(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})\b/g, say: sayDate },
  { pattern: /(?<![\d/.])(?<day>\d{1,2})([/.])(?<month>\d{1,2})\2(?<year>\d{4})(?![\d/])/g, say: sayDate },
  { pattern: /(?<![\d/])(?<day>\d{1,2})\/(?<month>\d{1,2})(?![\d/])/g, say: sayDate },
  { pattern: /(?<![\d+])(?<phone>\+?\d{1,4}(?:[-\s]?\d{2,4}){2,4}|\+\d{8,14})(?![\d-])/g, say: sayPhone },
  { pattern: /(?<!\d)(?<hour>\d{1,2})(?::(?<minute>\d{2}))?\s*(?<half>[ap])\.?m\b\.?/gi, say: sayTime },
  { pattern: /(?<!\d)(?<hour>\d{1,2}):(?<minute>\d{2})(?::\d{2})?(?!\d)/g, say: sayTime },
  { pattern: new RegExp(String.raw`(?<sign>[₪$€])\s?${AMOUNT}`, 'g'), say: sayMoney },
  {
    pattern: new RegExp(String.raw`${AMOUNT}\s?(?:(?<sign>[$€])|(?:${SHEKEL_NAME})(?![\p{L}]))`, 'giu'),
    say: sayMoney,
  },
  { pattern: new RegExp(String.raw`${AMOUNT}\s?%`, 'g'), say: sayPercent },
  { pattern: new RegExp(AMOUNT, 'g'), say: sayNumber },
  { pattern: /(?<digits>\d+)/g, say: ({ digits = '' }, language) => digitWords(digits, language) },
];

const WORDS = {
  he: { link: 'הקישור', at: 'שטרודל', dot: 'נקודה', point: 'נקודה', to: 'עד', percent: 'אחוז', plus: 'פלוס', and: 'ו' },
  en: {
    link: 'the link',
    at: 'at',
    dot: 'dot',
    point: 'point',
    to: 'to',
    percent: 'percent',
    plus: 'plus',
    and: 'and ',
  },
} as const;

/** The text in words that can be spoken as they stand. */
export function spokenWords(text: string, language: Language): string {
  const plain = withoutMarkup(text, language)
    // "9:00-17:00" and "3-5"; a phone's groups are longer.
    .replace(/(?<=(?<![\d-])\d{1,2}(?::\d{2})?)\s?[-–—]\s?(?=\d{1,2}(?::\d{2})?(?![\d-]))/g, ` ${WORDS[language].to} `)
    // "ב-5" is one word.
    .replace(/(?<=(?:^|\s)(?:ו|ו?[בלמהשכ]))[-־](?=[\d₪$€+])/g, '');
  return RULES.reduce((said, { pattern, say }) => said.replace(pattern, sayer(say, language)), plain)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\s+([.,!?;:])/g, '$1')
    .trim();
}

function sayer(say: Rule['say'], language: Language) {
  return (...match: unknown[]): string => {
    const groups = match.at(-1);
    const whole = String(match[0]);
    if (typeof groups !== 'object' || groups === null) return whole;
    return (
      say(Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, optional(value)])), language) ?? whole
    );
  };
}

function optional(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function withoutMarkup(text: string, language: Language): string {
  const { link, at, dot } = WORDS[language];
  return text
    .replace(/```[\s\S]*?(?:```|$)/g, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(?:https?:\/\/|www\.)[^\s<>"')\]]*[^\s<>"')\].,!?;:]/gi, link)
    .replace(/([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)/g, (_, name: string, domain: string) =>
      `${name} ${at} ${domain}`.replaceAll('.', ` ${dot} `),
    )
    .replace(/^\s*(?:#{1,6}|>|[-*•]|\d{1,2}[.)])\s+/gm, '')
    .replace(/[*_`~|#]+/g, ' ')
    .replace(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u{FE0F}|\u{200D}/gu, '');
}

function sayDate({ day, month, year }: Record<string, string | undefined>, language: Language): string | undefined {
  return dateWords(
    { day: Number(day), month: Number(month), year: year === undefined ? undefined : Number(year) },
    language,
  );
}

function sayTime({ hour, minute, half }: Record<string, string | undefined>, language: Language): string | undefined {
  const twelve = Number(hour) % 12;
  const hours = half === undefined ? Number(hour) : half.toLowerCase() === 'p' ? twelve + 12 : twelve;
  return timeWords(hours, Number(minute ?? 0), language);
}

/** In the groups in which it is written; else as phones are said here. Undefined for what is no phone number. */
function sayPhone({ phone = '' }: Record<string, string | undefined>, language: Language): string | undefined {
  const digits = phone.replace(/\D/g, '');
  if (!/^[0+*1]/.test(phone) || digits.length < 9 || digits.length > 14) return undefined;
  const written = phone.replace('+', '').split(/[-\s]+/);
  const groups = written.length > 1 ? written.flatMap(inShortGroups) : inShortGroups(digits);
  const plus = phone.startsWith('+') ? `${WORDS[language].plus} ` : '';
  return plus + groups.map((group) => digitWords(group, language)).join(', ');
}

/** Nobody remembers more than four digits at once: the last four stay together. */
function inShortGroups(digits: string): string[] {
  if (digits.length <= 4) return [digits];
  const head = digits.slice(0, -4);
  const first = head.length % 3;
  return [
    ...(first === 0 ? [] : [head.slice(0, first)]),
    ...(head.slice(first).match(/.{3}/g) ?? []),
    digits.slice(-4),
  ];
}

function sayMoney({ whole, part, sign }: Record<string, string | undefined>, language: Language): string {
  const money = MONEY[language][SIGNS[sign ?? ''] ?? 'shekel'];
  const parts = Number((part ?? '').padEnd(2, '0'));
  const amount = wholeNumber(whole);
  const counted = count(amount, money, language);
  if (parts === 0) return counted;
  const rest = count(parts, money.part, language);
  return amount === 0 ? rest : `${counted} ${WORDS[language].and}${rest}`;
}

function count(amount: number, { one, two, many, gender }: Omit<Money, 'part'>, language: Language): string {
  if (amount === 1) return one;
  return amount === 2 ? two : `${numberWords(amount, language, gender)} ${many}`;
}

function sayPercent(match: Record<string, string | undefined>, language: Language): string {
  return `${decimal(match, language, 'masculine')} ${WORDS[language].percent}`;
}

/** Digit by digit where the value does not matter: a number that begins with zero, or a long one. */
function sayNumber(match: Record<string, string | undefined>, language: Language): string {
  const { whole = '' } = match;
  if (!whole.includes(',') && (/^0\d/.test(whole) || whole.length > 6)) return digitWords(whole, language);
  return decimal(match, language, 'feminine');
}

function decimal({ whole, part }: Record<string, string | undefined>, language: Language, gender: Gender): string {
  const words = numberWords(wholeNumber(whole), language, gender);
  return part === undefined ? words : `${words} ${WORDS[language].point} ${digitWords(part, language)}`;
}

function wholeNumber(digits: string | undefined): number {
  return Number((digits ?? '').replaceAll(',', ''));
}

function english(one: string, many: string, partOne: string, partMany: string): Money {
  return {
    ...{ one: `one ${one}`, two: `two ${many}`, many, gender: 'feminine' },
    part: { one: `one ${partOne}`, two: `two ${partMany}`, many: partMany, gender: 'feminine' },
  };
}
