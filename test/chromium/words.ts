import { createWords, type Language, type Words } from '../../web/i18n/index.js';

/** The page's own texts, so that a test says what it looks for and not how that is worded. */
export function wordsOf(language: Language): Words {
  return createWords(language, [LOCALES[language]]);
}

/** What the browser asks for. */
export const LOCALES = { en: 'en-GB', de: 'de-DE' } as const satisfies Record<Language, string>;
