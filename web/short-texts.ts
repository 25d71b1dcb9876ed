import type { Plugin } from 'vite';
import { DE, DE_PROBLEMS, DE_WORDS } from './i18n/de.js';
import { EN } from './i18n/en.js';

const KEYS = Object.keys(EN) as (keyof typeof EN)[];

const ENGLISH = `
export const KEYS = ${JSON.stringify(KEYS.join(' '))}.split(' ');
export const named = (texts) => Object.fromEntries(texts.map((text, at) => [KEYS[at], text]));
export const EN = named(${JSON.stringify(KEYS.map((key) => EN[key]))});`;

const GERMAN = `
import { named } from './en.js';
export const DE = named(${JSON.stringify(KEYS.map((key) => DE[key]))});
export const DE_PROBLEMS = ${JSON.stringify(DE_PROBLEMS)};
export const DE_WORDS = ${JSON.stringify(DE_WORDS)};`;

/** In the built page the keys of the texts stand once, not with each language. */
export function shortTexts(): Plugin {
  return {
    name: 'short-texts',
    apply: 'build',
    enforce: 'pre',
    transform(_, id) {
      if (id.endsWith('/web/i18n/en.ts')) return ENGLISH;
      return id.endsWith('/web/i18n/de.ts') ? GERMAN : undefined;
    },
  };
}
