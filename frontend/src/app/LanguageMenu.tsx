import { IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { languageNames, languageOf, languageParam, languages, type Language } from '../i18n/languages';
import { showLanguage } from '../i18n/i18n';
import classes from './Shell.module.css';

/** Chooses the language of the panel; the choice is kept in the address. The
 * browser's own list is used: it is good on a phone and costs no code. */
export function LanguageMenu() {
  const { t, i18n } = useTranslation();
  const [, setParams] = useSearchParams();
  const choose = async (language: Language) => {
    await showLanguage(language);
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        next.set(languageParam, language);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  };
  const current = languageOf(i18n.language);
  return (
    <div className={classes.language}>
      <IconLanguage size={16} stroke={1.6} aria-hidden />
      <span className={classes.languageName} aria-hidden>
        {languageNames[current]}
      </span>
      <select
        className={classes.languageSelect}
        aria-label={t('language')}
        value={current}
        onChange={(e) => void choose(languageOf(e.currentTarget.value))}
      >
        {languages.map((l) => (
          <option key={l} value={l} lang={l}>
            {languageNames[l]}
          </option>
        ))}
      </select>
    </div>
  );
}
