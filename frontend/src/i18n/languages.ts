/** The languages of the panel, in the order the menu shows them. */
export const languages = ['en', 'ja', 'ko'] as const;
export type Language = (typeof languages)[number];

/** Each language in its own words; not translated. */
export const languageNames: Record<Language, string> = { en: 'English', ja: '日本語', ko: '한국어' };

/** The panel's language for a locale such as `ja-JP`; English when unknown. */
export function languageOf(locale: string | null | undefined): Language {
  const primary = (locale ?? '').toLowerCase().split('-')[0];
  return languages.find((l) => l === primary) ?? 'en';
}

/** The query parameter of a language chosen in the panel. `locale` is the
 * host's own and is written anew by it on every load. */
export const languageParam = 'lang';

/** The language of an address: chosen in the panel, else asked for by the host. */
export function languageOfAddress(search: string): Language | undefined {
  const params = new URLSearchParams(search);
  const locale = params.get(languageParam) ?? params.get('locale');
  return locale ? languageOf(locale) : undefined;
}
