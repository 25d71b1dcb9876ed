import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cut, parseTable, quantile, tableOf } from '../scale-figures.js';

const RUNS = [
  { people: 300, figures: { 'logins lost': '0', takeover: '1 / 2 / 3' } },
  { people: 10_000, figures: { 'logins lost': '0', memory: '90 MB' } },
];

describe('the table of figures', () => {
  it('has a column for each number of people, and is read as it was written', () => {
    const table = tableOf(RUNS);

    expect(table.split('\n')).toEqual([
      '| people | 300 | 10,000 |',
      '| --- | --- | --- |',
      '| logins lost | 0 | 0 |',
      '| takeover | 1 / 2 / 3 | – |',
      '| memory | – | 90 MB |',
    ]);
    expect(tableOf(parseTable(table))).toBe(table);
    expect(parseTable('')).toEqual([]);
  });

  it('has its place in docs/scale.md', () => {
    const page = readFileSync(new URL('../../../docs/scale.md', import.meta.url), 'utf8');

    expect(cut(page).every((part) => part.length > 0)).toBe(true);
    expect(() => cut('nothing')).toThrow('has no');
  });
});

it('a quantile is one of the values', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);

  expect([quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1)]).toEqual([51, 100, 100]);
  expect(quantile([], 0.5)).toBeUndefined();
});
