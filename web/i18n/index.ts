import type { Problem, ProblemCode } from '../../src/page/api.js';
import { DE, DE_PROBLEMS, DE_WORDS } from './de.js';
import { EN, EN_WORDS } from './en.js';
import type { Text } from './text.js';

export type Language = 'en' | 'de';
export const LANGUAGES = ['en', 'de'] as const satisfies readonly Language[];

export type TextKey = keyof typeof EN;

/** The names of the blanks in a text: `n` and `name` of `{n} of {name}`. */
type Blanks<T> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Blanks<Rest>
  : T extends { readonly other: infer Other }
    ? Blanks<Other>
    : never;
type Blank<K extends TextKey> = Blanks<(typeof EN)[K]>;
export type Fields = Readonly<Record<string, string | number>>;
/** What has to be handed in with a text: nothing for one without blanks. */
export type FieldsOf<K extends TextKey> = [Blank<K>] extends [never]
  ? []
  : [Readonly<Record<Blank<K>, string | number>>];

export interface Words {
  readonly language: Language;
  /** For Intl: the browser's own kind of the language, such as `en-US`, where it has one. */
  readonly locale: string;
  t<K extends TextKey>(key: K, ...fields: FieldsOf<K>): string;
  /** A sentence of the server in this language; its English one where there is no other. */
  problem(problem: Problem): string;
  /** A word that is a value, such as `table_tennis`: in this language, or as it is, without underscores; with a capital. */
  word(word: string): string;
  /** The unit of so many: those that are words have a text, all others are the same in every language; empty for none. */
  unit(unit: string | null, n: number): string;
}

const TEXTS: Readonly<Record<Language, Readonly<Record<TextKey, Text>>>> = { en: EN, de: DE };
/** English ones come with the problem. */
const PROBLEMS: Readonly<Record<Language, Readonly<Partial<Record<ProblemCode, string>>>>> = {
  en: {},
  de: DE_PROBLEMS,
};
const VALUES: Readonly<Record<Language, Readonly<Record<string, string>>>> = { en: EN_WORDS, de: DE_WORDS };

/** @param wishes the languages of the browser, the dearest first */
export function createWords(language: Language, wishes: readonly string[]): Words {
  const locale = wishes.find((wish) => languageOf(wish) === language) ?? language;
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(locale);
  const show = (value: string | number) => (typeof value === 'number' ? number.format(value) : isolated(value));
  return {
    language,
    locale,
    word(value) {
      // A kind of workout that Withings has not named.
      const word = value.replace(/^category_\d+$/, 'unknown');
      const text = Object.hasOwn(VALUES[language], word) ? VALUES[language][word]! : word.replaceAll('_', ' ');
      return text.charAt(0).toUpperCase() + text.slice(1);
    },
    unit(unit, n) {
      const key = `unit.${unit}`;
      const text = isKey(key) ? TEXTS[language][key] : (unit ?? '');
      return formOf(text, { n }, plural);
    },
    t(key, ...[fields = {}]) {
      return fill(formOf(TEXTS[language][key], fields, plural), fields, show);
    },
    problem({ code, error, fields = {} }) {
      const text = PROBLEMS[language][code];
      return text !== undefined && blanksOf(text).every((name) => name in fields) ? fill(text, fields, show) : error;
    },
  };
}

/** The first language of the browser that there are texts in; English without. */
export function usualLanguage(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const language = languageOf(wish);
    if (language) return language;
  }
  return 'en';
}

function languageOf(wish: string): Language | undefined {
  return LANGUAGES.find((language) => wish.toLowerCase().split('-')[0] === language);
}

/** The names in braces of a text, in order. */
export function blanksOf(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
}

/** A name that is written from right to left must not turn the sentence around it. */
function isolated(text: string): string {
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(text) ? `\u2068${text}\u2069` : text;
}

function isKey(key: string): key is TextKey {
  return Object.hasOwn(EN, key);
}

function formOf(text: Text, fields: Fields, plural: Intl.PluralRules): string {
  if (typeof text === 'string') return text;
  return plural.select(Number(fields.n)) === 'one' ? text.one : text.other;
}

function fill(text: string, fields: Fields, show: (value: string | number) => string): string {
  return text.replace(/\{(\w+)\}/g, (blank, name: string) => (name in fields ? show(fields[name]!) : blank));
}
