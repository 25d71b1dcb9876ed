import { createHash } from 'node:crypto';
import { asHtml } from './html.js';
import { INVITATION_TEXTS, type PageText, type Told } from './invitation-texts.js';
import type { Language } from './language.js';

/** An invitation, as far as the person who opens it is told. */
export interface Invited {
  /** Of the account. */
  readonly displayName: string;
  /** Whose page this is, such as the host of its address. */
  readonly place: string;
  /** Whether getting into bed and out of it is told, too. */
  readonly bed: boolean;
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1d2530;--soft:#5a6675;--paper:#f3f5f8;--card:#fff;--line:#d9dfe6;--act:#0b6b63;--on:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf1;--soft:#a3afbd;--paper:#12161b;--card:#1b2128;--line:#323b46;--act:#5fd0c2;--on:#06211e}}
*{box-sizing:border-box}
body{margin:0;padding:5vh 1rem;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,sans-serif}
main{max-width:38rem;margin:auto;padding:2rem;background:var(--card);border:1px solid var(--line);border-radius:1rem}
h1{margin:0 0 1rem;font-size:1.6rem;line-height:1.25;overflow-wrap:anywhere}
h2{margin:1.75rem 0 .5rem;font-size:1.1rem}
ul,ol{margin:.5rem 0;padding-left:1.4rem}
li{margin:.35rem 0}
.soft{color:var(--soft)}
button{width:100%;margin:1rem 0;padding:.85rem 1rem;border:0;border-radius:.6rem;background:var(--act);color:var(--on);font:inherit;font-weight:600;cursor:pointer}
a{color:var(--act)}
button:focus-visible,a:focus-visible{outline:3px solid var(--ink);outline-offset:3px}
`;

/** A page that was kept would be shown again instead of asking, and its address is a secret. */
export const INVITATION_HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const satisfies Readonly<Record<string, string>>;

/** What will happen, which data, for whom; and a button, which alone begins it. */
export function questionPage(language: Language, { displayName, place, bed }: Invited): string {
  const { ask } = INVITATION_TEXTS[language];
  const put = (text: string) => filled(text, { name: displayName, place });
  const list = (lines: readonly string[]) => lines.map((line) => `<li>${put(line)}</li>`).join('');
  const data = list([...ask.data, ...(bed ? [ask.bed] : [])]);
  return page(language, put(ask.title), [
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
  return page(
    language,
    asHtml(title),
    [`<p>${asHtml(text)}</p>`, `<p><a href="${address}">${asHtml(link)}</a></p>`],
    `<meta http-equiv="refresh" content="0;url=${address}">`,
  );
}

export function toldPage(language: Language, told: Told, displayName = ''): string {
  const { title, text }: PageText = INVITATION_TEXTS[language].told[told];
  return page(language, asHtml(title), [`<p>${filled(text, { name: displayName })}</p>`]);
}

/** Texts are ours, and what is put in is anybody's: nothing in it is looked at once more. */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return asHtml(text).replaceAll(/\{(\w+)\}/g, (_, name: string) => asHtml(values[name] ?? ''));
}

function page(language: Language, title: string, parts: readonly string[], head = ''): string {
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1">${head}<title>${title}</title>` +
    `<style>${STYLE}</style></head><body><main><h1>${title}</h1>${parts.join('')}</main></body></html>`
  );
}
