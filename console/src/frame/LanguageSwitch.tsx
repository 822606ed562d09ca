// Hebrew or English, each named in itself so that nobody has to read the other one first.
import { useTranslation } from 'react-i18next';
import { LANGUAGES, type Language, useLanguage } from '../words/words.ts';

export function LanguageSwitch() {
  const { t } = useTranslation();
  const [current, choose] = useLanguage();
  const languages = Object.entries(LANGUAGES) as [Language, string][];
  return (
    <fieldset aria-label={t('language')} className="language-switch">
      {languages.map(([language, name]) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={language === current}
          onClick={() => choose(language)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}
