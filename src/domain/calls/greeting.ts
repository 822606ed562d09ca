// The first words of a call.
import type { BusinessSettings } from '../businesses/settings.ts';
import type { Language } from '../conversations/language.ts';

const BY_NAME: Record<Language, (name: string) => string> = {
  he: (name) => `שלום, כאן העוזר הדיגיטלי של ${name}. איך אפשר לעזור?`,
  en: (name) => `Hello, this is the assistant of ${name}. How can I help?`,
};

/** The owner's own words in that language, or a sentence made from the business's name. */
export function greetingText(
  { callGreeting }: Pick<BusinessSettings, 'callGreeting'>,
  businessName: string,
  language: Language,
): string {
  const own = callGreeting[language].trim();
  return own === '' ? BY_NAME[language](businessName.trim()) : own;
}
