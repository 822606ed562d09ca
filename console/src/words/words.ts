// The page's language: chosen by the reader, else by the browser; it also sets the direction of the page.
import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { en } from './en.ts';
import { he } from './he.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

/** Each by its own name. */
export const LANGUAGES = { he: 'עברית', en: 'English' } as const;

export type Language = keyof typeof LANGUAGES;

const REMEMBERED = 'prosaas.language';

/** Makes the words ready; from then on the page's `lang` and `dir` follow the language. */
export async function startWords(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
    document.documentElement.dir = i18next.dir(language);
  });
  await i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: 'en',
    resources: { en: { translation: en }, he: { translation: he } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  });
}

/** The language now, and how to change it for this browser. */
export function useLanguage(): [Language, (language: Language) => void] {
  const { i18n } = useTranslation();
  const language = isLanguage(i18n.language) ? i18n.language : 'en';
  return [
    language,
    (chosen) => {
      localStorage.setItem(REMEMBERED, chosen);
      void i18n.changeLanguage(chosen);
    },
  ];
}

function firstLanguage(): Language {
  const wanted = [localStorage.getItem(REMEMBERED) ?? '', ...navigator.languages];
  return wanted.map((tag) => tag.split('-')[0] ?? '').find(isLanguage) ?? 'en';
}

const isLanguage = (tag: string): tag is Language => tag in LANGUAGES;
