import type { Language } from '../../http/language.js';
import { type Html, html } from './html.js';

const STEPS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

const WORDS: Readonly<Record<Language, Intl.RelativeTimeFormat>> = {
  en: new Intl.RelativeTimeFormat('en', { numeric: 'always' }),
  de: new Intl.RelativeTimeFormat('de', { numeric: 'always' }),
};

/** How long ago or ahead, in words such as "3 minutes ago". @param seconds of a time less those of now */
export function relativeTime(seconds: number, language: Language): string {
  // A step is taken where it would be rounded to: no "60 minutes".
  const [unit, length] = STEPS.find(([, step]) => Math.abs(seconds) >= step - step / 120) ?? (['minute', 60] as const);
  const count = Math.round(Math.abs(seconds) / length);
  return WORDS[language].format(seconds < 0 ? -count : count, unit);
}

/** In UTC: nobody knows where those are who read it. @param at seconds since 1970 */
export function exactTime(at: number): string {
  return `${new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A time in words, with the exact one behind it for whoever points at it, or a program. @param at seconds since 1970 */
export function timeAgo(at: number, now: number, language: Language): Html {
  const iso = new Date(at * 1000).toISOString();
  return html`<time datetime="${iso}" title="${exactTime(at)}">${relativeTime(at - now, language)}</time>`;
}
