import { describe, expect, it } from 'vitest';
import { createFormats } from '../../web/formats.js';
import { createWords } from '../../web/i18n/index.js';

const english = createFormats(createWords('en', ['en-GB']), 'Europe/Berlin');
const german = createFormats(createWords('de', ['de-DE']), 'Europe/Berlin');
const NAMES = { en: 'Value', de: 'Wert' };

describe('quantities', () => {
  it.each([
    [82.4, 'kg', 2, '82.40 kg', '82,40 kg'],
    [8123, 'steps', 0, '8,123 steps', '8.123 Schritte'],
    [1, 'steps', 0, '1 step', '1 Schritt'],
    [7.2, 'h', 1, '7 h 12 min', '7 h 12 min'],
    [8, 'h', 1, '8 h', '8 h'],
    [0, 'h', 1, '0 min', '0 min'],
    [-0.5, 'h', 1, '−30 min', '−30 min'],
    [45, 'min', 0, '45 min', '45 min'],
    [125, 'min', 0, '2 h 5 min', '2 h 5 min'],
    [-0.12, 'kg/week', 2, '-0.12 kg/week', '-0,12 kg/Woche'],
    [22.5, null, null, '22.5', '22,5'],
    [0.123456, 'mmol/L', null, '0.123 mmol/L', '0,123 mmol/L'],
  ])('%d %s with %s decimals', (value, unit, precision, en, de) => {
    expect(plain(english.quantity(value, unit, precision))).toBe(en);
    expect(plain(german.quantity(value, unit, precision))).toBe(de);
  });
});

describe('values', () => {
  it.each([
    ['number', 61, 'bpm', '61 bpm'],
    ['text', 'swimming', null, 'Schwimmen'],
    ['text', 'no_such_word', null, 'No such word'],
    ['boolean', true, null, 'Ja'],
    ['time', '2026-11-28T23:30:00+01:00', null, '28.11.2026, 23:30'],
    ['text', null, null, '–'],
  ] as const)('of kind %s: %s', (kind, value, unit, shown) => {
    expect(plain(german.value({ names: NAMES, kind, value, unit, precision: null }))).toBe(shown);
  });
});

describe('times', () => {
  const now = Date.parse('2026-11-28T10:00:00Z');
  it.each([
    [10, 'just now', 'gerade eben'],
    [-10, 'in a moment', 'gleich'],
    [5 * 60, '5 min ago', 'vor 5 min'],
    [59, 'just now', 'gerade eben'],
    [119, '1 min ago', 'vor 1 min'],
    [91 * 60, '1 h ago', 'vor 1 h'],
    [3 * 3600, '3 h ago', 'vor 3 h'],
    [30 * 3600, '30 h ago', 'vor 30 h'],
    [3 * 86400, '3 days ago', 'vor 3 Tagen'],
    [47 * 3600, '47 h ago', 'vor 47 h'],
    [20 * 86400, '2 weeks ago', 'vor 2 Wochen'],
    [21 * 86400, '3 weeks ago', 'vor 3 Wochen'],
    [400 * 86400, '13 months ago', 'vor 13 Monaten'],
    [800 * 86400, '2 years ago', 'vor 2 Jahren'],
  ])('%d seconds before', (seconds, en, de) => {
    expect([plain(english.ago(now - seconds * 1000, now)), plain(german.ago(now - seconds * 1000, now))]).toEqual([
      en,
      de,
    ]);
  });

  it('what is to come', () => {
    expect(plain(english.ago(now + 8 * 60_000, now))).toBe('in 8 min');
  });

  it('are shown in the zone of the account; a day is the same day in every zone', () => {
    expect(english.clock('2026-11-28T23:30:00Z')).toBe('00:30');
    expect(english.day('2026-11-28T23:30:00Z')).toBe('29 Nov 2026');
    expect(english.day('2026-11-28')).toBe('28 Nov 2026');
    const far = createFormats(createWords('en', ['en-GB']), 'Pacific/Honolulu');
    expect(far.day('2026-11-28')).toBe('28 Nov 2026');
  });

  it('an unknown zone or time breaks nothing', () => {
    const lost = createFormats(createWords('en', ['en-GB']), 'Mars/Olympus');
    expect(lost.day('2026-11-28')).toBe('28 Nov 2026');
    expect(lost.short('yesterday')).toBe('yesterday');
    expect(lost.ago('yesterday', now)).toBe('–');
  });
});

/** Without the spaces that do not break. */
function plain(text: string): string {
  return text.replaceAll(/[\u00a0\u202f]/g, ' ');
}
