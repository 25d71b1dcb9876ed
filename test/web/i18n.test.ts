import { describe, expect, it } from 'vitest';
import { allMetrics } from '../../src/metrics/catalogue/index.js';
import { unitIn } from '../../src/metrics/units.js';
import { PROBLEM_CODES } from '../../src/page/api.js';
import { AFIB_WORDS } from '../../src/withings/codes.js';
import { workoutCategory } from '../../src/withings/workout-categories.js';
import { DE, DE_PROBLEMS, DE_WORDS } from '../../web/i18n/de.js';
import { EN } from '../../web/i18n/en.js';
import { blanksOf, createWords, usualLanguage } from '../../web/i18n/index.js';
import type { Text } from '../../web/i18n/text.js';

const KEYS = Object.keys(EN) as (keyof typeof EN)[];
const formsOf = (text: Text) => (typeof text === 'string' ? [text] : [text.one, text.other]);
const blanks = (text: Text) => [...new Set(formsOf(text).flatMap(blanksOf))].sort();

describe('the texts', () => {
  it.each(KEYS)('%s has the same blanks in both languages, and says something', (key) => {
    expect(blanks(DE[key])).toEqual(blanks(EN[key]));
    expect([...formsOf(EN[key]), ...formsOf(DE[key])].every((form) => form.trim() === form && form !== '')).toBe(true);
  });

  it('each unit with a text is one of the catalogue', () => {
    const units = new Set(
      allMetrics().flatMap(({ unit, far }) =>
        (['metric', 'us', 'uk'] as const).map((system) => unitIn(system, unit, far)),
      ),
    );
    const named = KEYS.filter((key) => key.startsWith('unit.')).map((key) => key.slice('unit.'.length));
    expect(named.filter((unit) => !units.has(unit))).toEqual([]);
  });

  it('each word of a value is one that a value can be', () => {
    const words = new Set([
      ...allMetrics().flatMap(({ options = [], states }) => [...options, states?.on, states?.off]),
      ...Array.from({ length: 1000 }, (_, code) => workoutCategory(code)),
      ...AFIB_WORDS,
    ]);
    expect(Object.keys(DE_WORDS).filter((word) => !words.has(word))).toEqual([]);
  });
});

describe('words', () => {
  const english = createWords('en', ['de-AT', 'en-US']);
  const german = createWords('de', ['de-AT', 'en-US']);

  it('fill blanks and choose the form by the number', () => {
    expect(english.t('values.count', { n: 1 })).toBe('1 value');
    expect(english.t('values.count', { n: 1200 })).toBe('1,200 values');
    expect(german.t('values.count', { n: 1 })).toBe('1 Wert');
    expect(english.t('lost.never', { name: '{name} <script>' })).toBe('{name} <script> is not connected yet.');
  });

  it('take the kind of the language that the browser has', () => {
    expect([english.locale, german.locale, createWords('de', ['fr']).locale]).toEqual(['en-US', 'de-AT', 'de']);
  });

  it('begin with the first language that the browser wants and there is', () => {
    expect(usualLanguage(['fr-FR', 'de-CH', 'en'])).toBe('de');
    expect([usualLanguage(['fr']), usualLanguage([])]).toEqual(['en', 'en']);
  });

  it.each(PROBLEM_CODES)('the problem %s is said in German, where there is a text, else in English', (code) => {
    const text = DE_PROBLEMS[code] ?? 'In English.';
    const fields = Object.fromEntries(blanksOf(text).map((name) => [name, `<${name}>`]));
    const said = german.problem({ code, error: 'In English.', fields });
    expect(said === 'In English.').toBe(text === 'In English.');
    expect(blanksOf(said)).toEqual([]);
    expect(english.problem({ code, error: 'In English.', fields })).toBe('In English.');
  });

  it('a problem without its fields, or of a newer server, is said in English', () => {
    expect(german.problem({ code: 'slow_down', error: 'Too many.' })).toBe('Too many.');
    expect(german.problem({ code: 'of_tomorrow' as 'failed', error: 'It is tomorrow.' })).toBe('It is tomorrow.');
  });

  it('words that are values are shown in the language, or as they are', () => {
    const words = [german.word('run'), english.word('table_tennis'), german.word('toString'), german.word('usual')];
    expect(words).toEqual(['Laufen', 'Table tennis', 'ToString', 'Üblich']);
    expect([english.word('category_9999'), german.word('category_9999')]).toEqual(['Unknown', 'Unbekannt']);
    expect(english.word('negative_normal_hr')).toBe('Negative, normal heart rate');
  });
});
