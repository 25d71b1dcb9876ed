import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InfluxPoint, lineOf, plain } from '../../../src/sinks/influx/line.js';
import { decodeLine } from './decode-line.js';

const POINT: InfluxPoint = {
  measurement: 'withings',
  tags: { device: 'Body+', account: 'anna', attribution: '0' },
  field: 'weight',
  value: 72.35,
  seconds: 1_790_000_000,
};

describe('a line', () => {
  it.each<[string, Partial<InfluxPoint>, string]>([
    ['a number', {}, 'withings,account=anna,attribution=0,device=Body+ weight=72.35 1790000000'],
    ['a whole number', { tags: {}, value: 7 }, 'withings weight=7 1790000000'],
    ['a tiny one', { tags: {}, value: 1e-7 }, 'withings weight=1e-7 1790000000'],
    ['no', { tags: {}, value: false }, 'withings weight=false 1790000000'],
    ['a word', { tags: {}, value: 'a "b" \\ c' }, 'withings weight="a \\"b\\" \\\\ c" 1790000000'],
    ['a line feed in a word', { tags: {}, value: 'a\nb' }, 'withings weight="a b" 1790000000'],
    ['odd tags', { tags: { device: 'a b,c=d' } }, 'withings,device=a\\ b\\,c\\=d weight=72.35 1790000000'],
    ['a backslash at the end', { tags: { device: 'a\\' } }, 'withings,device=a/ weight=72.35 1790000000'],
    ['an empty tag', { tags: { device: '' } }, 'withings weight=72.35 1790000000'],
  ])('with %s', (_, change, line) => expect(lineOf({ ...POINT, ...change })).toBe(line));

  it('says what a server reads out of it', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'ä', ' ', ',', '=', '"', '\\', '\n', '\r', '\u2028', '😀', '#'),
    });
    const name = fc.string({ minLength: 1, unit: fc.constantFrom('a', 'b', '_', '1') });
    const point = fc.record({
      measurement: name,
      tags: fc.dictionary(name, text),
      field: name,
      value: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), text),
      seconds: fc.integer({ min: 0, max: 253_402_300_799 }),
    });
    fc.assert(
      fc.property(point, (one) => {
        const line = lineOf(one);
        expect(line).not.toMatch(/[\n\r]/);
        const tags = Object.entries(one.tags).flatMap(([key, value]) => (value === '' ? [] : [[key, plain(value)]]));
        const value = typeof one.value === 'string' ? one.value.replaceAll(/[\n\r\u2028]/g, ' ') : one.value;
        expect(decodeLine(line)).toEqual({ ...one, tags: Object.fromEntries(tags), value: value === 0 ? 0 : value });
      }),
    );
  });
});
