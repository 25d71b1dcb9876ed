import type { FastifyRequest } from 'fastify';
import { type Language, languageOf } from '../../http/language.js';
import { TEXTS_DE } from './texts-de.js';
import { TEXTS_EN, type Texts } from './texts-en.js';

const TEXTS: Readonly<Record<Language, Texts>> = { en: TEXTS_EN, de: TEXTS_DE };

/** For whom a page is made, and where it lies. */
export interface View {
  readonly language: Language;
  readonly texts: Texts;
  /**
   * The way from the page to the list, `./` or `../`: links are relative, since a proxy may have put any path before the
   * page.
   */
  readonly root: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether somebody is signed in who can sign out. */
  readonly canSignOut: boolean;
}

export function viewFor(
  { url, headers }: Pick<FastifyRequest, 'url' | 'headers'>,
  now: number,
  canSignOut: boolean,
): View {
  const language = languageOf(headers['accept-language']);
  return { language, texts: TEXTS[language], root: rootOf(url), now, canSignOut };
}

export function rootOf(url: string): string {
  const [path = '/'] = url.split('?');
  const depth = path.split('/').length - 2;
  return depth > 0 ? '../'.repeat(depth) : './';
}

/** A text with values in its braces. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The way to the page of a person, from the root. */
export function personPath(name: string): string {
  return `people/${encodeURIComponent(name)}`;
}
