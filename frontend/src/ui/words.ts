import type { Text } from '../api/types';
import { languageOf } from '../i18n/languages';

/** A text that a merchant wrote: in a language, or in any there is. */
export function anyText(text: Text, language: string): string {
  return text[languageOf(language)] || text.en || text.ja || text.ko;
}
