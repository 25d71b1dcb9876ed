import type { Plugin } from 'vite';
import { DE, DE_PROBLEMS, DE_WORDS } from './i18n/de.js';
import { EN, EN_WORDS } from './i18n/en.js';

const KEYS = Object.keys(EN) as (keyof typeof EN)[];
/** Groups of keys that are always written out, never put together. */
const WRITTEN_OUT =
  /^(?:ago|calendar|charts|connect|devices|ecg|errors|feeds|history|in|lamps|login|lost|night|person|print|sign_in|values)\./;
const SHORT: ReadonlyMap<string, string> = new Map(
  KEYS.map((key, at) => [key, WRITTEN_OUT.test(key) ? `_${at.toString(36)}` : key]),
);

const ENGLISH = `
const keys = ${JSON.stringify([...SHORT.values()].join(' '))}.split(' ');
export const named = (texts) => Object.fromEntries(texts.map((text, at) => [keys[at], text]));
export const EN = named(${JSON.stringify(KEYS.map((key) => EN[key]))});
export const EN_WORDS = ${JSON.stringify(EN_WORDS)};`;

const GERMAN = `
import { named } from './en.js';
export const DE = named(${JSON.stringify(KEYS.map((key) => DE[key]))});
export const DE_PROBLEMS = ${JSON.stringify(DE_PROBLEMS)};
export const DE_WORDS = ${JSON.stringify(DE_WORDS)};`;

/**
 * In the built page the keys of the texts stand once, not with each language, and are short. @throws when one that is
 * shortened is put together somewhere
 */
export function shortTexts(): Plugin {
  return {
    name: 'short-texts',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (id.endsWith('/web/i18n/en.ts')) return ENGLISH;
      if (id.endsWith('/web/i18n/de.ts')) return GERMAN;
      return id.includes('node_modules') || !/\.tsx?$/.test(id) ? undefined : shortened(code, id);
    },
  };
}

function shortened(code: string, id: string): string {
  const together = [...code.matchAll(/`(\w+\.)\$\{/g)].find(([, group]) => WRITTEN_OUT.test(group!));
  if (together) throw new Error(`${id} puts keys of ${together[1]} together: name it in short-texts.ts`);
  return code.replaceAll(/'(\w+\.[\w.]+)'/g, (text, key: string) => (SHORT.has(key) ? `'${SHORT.get(key)}'` : text));
}
