import { createHash } from 'node:crypto';
import type { Language } from './language.js';

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
`.replaceAll('\n', '');

/**
 * Of a page that stands alone, for a person who comes from Withings or goes there. One that was kept would be shown again
 * instead of asking, and its address is a secret.
 *
 * @param formAction where its form may go to, if it has one
 */
export function smallPageHeaders(formAction: "'self'" | "'none'") {
  return {
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
      `form-action ${formAction}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
  } as const;
}

/** @param title and `parts` are HTML; so is what `head` adds */
export function smallPage(language: Language, title: string, parts: readonly string[], head = ''): string {
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1">${head}<title>${title}</title>` +
    `<style>${STYLE}</style></head><body><main><h1>${title}</h1>${parts.join('')}</main></body></html>`
  );
}
