import { asHtml, filledHtml } from './html.js';
import { INVITATION_TEXTS, type PageText, type Told } from './invitation-texts.js';
import type { Language } from './language.js';
import { smallPage, smallPageHeaders } from './small-page.js';

/** An invitation, as far as the person who opens it is told. */
export interface Invited {
  /** Of the account. */
  readonly displayName: string;
  /** Whose page this is, such as the host of its address. */
  readonly place: string;
  /** Whether getting into bed and out of it is told, too. */
  readonly bed: boolean;
}

export const INVITATION_HEADERS = {
  ...smallPageHeaders("'self'"),
  'x-robots-tag': 'noindex, nofollow',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const satisfies Readonly<Record<string, string>>;

/** What will happen, which data, for whom; and a button, which alone begins it. */
export function questionPage(language: Language, { displayName, place, bed }: Invited): string {
  const { ask } = INVITATION_TEXTS[language];
  const put = (text: string) => filledHtml(text, { name: displayName, place });
  const list = (lines: readonly string[]) => lines.map((line) => `<li>${put(line)}</li>`).join('');
  const data = list([...ask.data, ...(bed ? [ask.bed] : [])]);
  return smallPage(language, put(ask.title), [
    `<p>${put(ask.text)}</p><ul>${data}</ul>`,
    `<h2>${put(ask.happens)}</h2><ol>${list(ask.steps)}</ol>`,
    `<form method="post"><button>${put(ask.button)}</button></form>`,
    `<p class="soft">${put(ask.free)}</p>`,
  ]);
}

/**
 * The way to Withings: a page that goes on by itself, since browsers hold redirects after a form to `form-action`, and
 * nobody knows all hosts that a sign-in there leads over.
 */
export function leavePage(language: Language, url: string): string {
  const { title, text, link } = INVITATION_TEXTS[language].leave;
  const address = asHtml(url);
  return smallPage(
    language,
    asHtml(title),
    [`<p>${asHtml(text)}</p>`, `<p><a href="${address}">${asHtml(link)}</a></p>`],
    `<meta http-equiv="refresh" content="0;url=${address}">`,
  );
}

export function toldPage(language: Language, told: Told, displayName = ''): string {
  const { title, text }: PageText = INVITATION_TEXTS[language].told[told];
  return smallPage(language, asHtml(title), [`<p>${filledHtml(text, { name: displayName })}</p>`]);
}
