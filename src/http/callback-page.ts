import { messageOf } from '../tools.js';
import { VISIT_TEXTS, type VisitText } from './callback-texts.js';
import { asHtml, filledHtml } from './html.js';
import { LandingError } from './landing-error.js';
import type { Language } from './language.js';
import { smallPage, smallPageHeaders } from './small-page.js';

export const CALLBACK_HEADERS = smallPageHeaders("'none'");

/** The browser of a person that loads the page before anybody has opened it. */
export function aheadPage(language: Language): string {
  return page(language, VISIT_TEXTS[language].ahead, {});
}

export function connectedPage(language: Language, account: string): string {
  return page(language, VISIT_TEXTS[language].connected, { account });
}

/** Why nobody was connected, in the words of the language; what there are none for is said in English. */
export function failedPage(language: Language, error: unknown): string {
  const texts = VISIT_TEXTS[language];
  const { code = '', fields = {} }: Partial<LandingError> = error instanceof LandingError ? error : {};
  const title = fields.account === undefined ? texts.failed : texts.notConnected;
  const why = Object.hasOwn(texts.why, code) ? texts.why[code] : undefined;
  return page(language, why ?? { title }, fields, messageOf(error));
}

function page(
  language: Language,
  { title, text }: VisitText,
  fields: Readonly<Record<string, string>>,
  english = '',
): string {
  const said = text === undefined ? `<p lang="en">${asHtml(english)}</p>` : `<p>${filledHtml(text, fields)}</p>`;
  return smallPage(language, filledHtml(title, fields), [said]);
}
