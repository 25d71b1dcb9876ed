import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COLOURS } from '../../../src/cluster/operator/style.js';
import { TEXTS_DE } from '../../../src/cluster/operator/texts-de.js';
import { TEXTS_EN } from '../../../src/cluster/operator/texts-en.js';
import { exactTime, relativeTime } from '../../../src/cluster/operator/times.js';

/** Each text by its place. */
function flat(texts: object, before = ''): [place: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[before + key, value]] : flat(value, `${before}${key}.`),
  );
}

const valuesIn = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

describe('the texts', () => {
  it('have the same values put in in both languages', () => {
    const german = new Map(flat(TEXTS_DE));

    const wrong = flat(TEXTS_EN).filter(([place, text]) => `${valuesIn(text)}` !== `${valuesIn(german.get(place)!)}`);

    expect(wrong).toEqual([]);
    expect(german.size).toBe(flat(TEXTS_EN).length);
  });
});

describe('the colours', () => {
  it("are those of the household's page", () => {
    const css = readFileSync(fileURLToPath(new URL('../../../web/styles/colours.css', import.meta.url)), 'utf8');
    const [light = '', dark = ''] = css.split('data-theme="dark"');
    const colour = (text: string, name: string) => text.match(new RegExp(`--${name}: ([^;]+);`))?.[1];
    const there = (text: string, names: object) =>
      Object.fromEntries(Object.keys(names).map((name) => [name, colour(text, name)]));

    expect({ light: there(light, COLOURS.light), dark: there(dark, COLOURS.dark) }).toEqual(COLOURS);
  });
});

describe('a time', () => {
  it.each([
    [-3599, '1 hour ago', 'vor 1 Stunde'],
    [-125, '2 minutes ago', 'vor 2 Minuten'],
    [-3 * 86_400, '3 days ago', 'vor 3 Tagen'],
    [-86_399, '1 day ago', 'vor 1 Tag'],
    [1800, 'in 30 minutes', 'in 30 Minuten'],
  ])('%d seconds from now is "%s", "%s"', (seconds, english, german) => {
    expect([relativeTime(seconds, 'en'), relativeTime(seconds, 'de')]).toEqual([english, german]);
  });

  it('is exact in UTC', () => {
    expect(exactTime(Date.UTC(2026, 0, 31, 7, 5, 59) / 1000)).toBe('2026-01-31 07:05 UTC');
  });
});
