import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type en from './en';
import { type Language, languageOf } from './languages';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof en;
  }
}

type Catalogue = typeof en;

// One chunk per language: only the one in use is ever loaded. The cast is kept
// honest by the catalogue test, which wants the same keys in all three.
const catalogues: Record<Language, () => Promise<{ default: Catalogue }>> = {
  en: () => import('./en'),
  ja: () => import('./ja'),
  ko: () => import('./ko'),
};

/** Loads a language and shows it; also tells assistive technology about it. */
export async function showLanguage(language: Language): Promise<void> {
  const { default: catalogue } = await catalogues[language]();
  if (!i18next.isInitialized) {
    await i18next.use(initReactI18next).init({
      lng: language,
      resources: { [language]: catalogue },
      defaultNS: 'common',
      fallbackLng: false,
      interpolation: { escapeValue: false },
    });
  } else {
    for (const [namespace, texts] of Object.entries(catalogue)) {
      i18next.addResourceBundle(language, namespace, texts, true, true);
    }
    await i18next.changeLanguage(language);
  }
  document.documentElement.lang = language;
}

export function currentLanguage(): Language {
  return languageOf(i18next.language);
}
