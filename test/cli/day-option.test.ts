import { describe, expect, it } from 'vitest';
import { day, dayOrTime } from '../../src/cli/day-option.js';

const DAYS = ['2026-01-31', '2024-02-29', '1999-12-31'];
const TIMES = ['2026-01-31T10:00', '2026-01-31T10:00:00Z', '2026-01-31T10:00:00.5+02:00'];
const NONE = [
  '2026-02-31',
  '2025-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-01-32',
  'yesterday',
  '',
  '26-01-01',
  '2026-1-1',
];

describe('a day on the command line', () => {
  it.each(DAYS)('%s is one', (text) => {
    expect([day(text), dayOrTime(text)]).toEqual([text, text]);
  });

  it.each(TIMES)('%s is a time of one', (text) => {
    expect(dayOrTime(text)).toBe(text);
    expect(() => day(text)).toThrow(/A day is written like/);
  });

  it.each([...NONE, '2026-02-31T10:00:00Z', '2026-01-31T25:00', '2026-01-31T10:00+99:99', '2026-01-31Tnoon'])(
    '%j is none, for any command',
    (text) => {
      expect(() => day(text)).toThrow(/A day is written like/);
      expect(() => dayOrTime(text)).toThrow(/A day is written like/);
    },
  );
});
