import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactly } from '../../src/withings/exact-json.js';

/** A document as somebody writes it, and what is to be read of it. */
interface Written {
  readonly text: string;
  readonly value: unknown;
}

const blank = fc.constantFrom('', ' ', '\n', '\r\n\t ');
const plain = (value: unknown): Written => ({ text: JSON.stringify(value), value });
const integer = fc
  .oneof(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), fc.integer({ min: -3, max: 3 }).map(nearTheLimit))
  .map((whole) => ({ text: String(whole), value: isSafe(whole) ? Number(whole) : String(whole) }));
const others = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number)),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(null, true, false, '12345678901234567890', ',12345678901234567890,"', '\\":12345678901234567890'),
);

const { document } = fc.letrec<{ document: Written }>((tie) => ({
  document: fc.oneof(
    { depthSize: 'small' },
    integer,
    others.map(plain),
    fc.tuple(fc.array(tie('document')), blank).map(([items, space]) => ({
      text: `[${space}${items.map(({ text }) => text).join(`${space},${space}`)}${space}]`,
      value: items.map(({ value }) => value),
    })),
    fc.tuple(fc.dictionary(fc.string(), tie('document')), blank).map(([fields, space]) => ({
      text: `{${Object.entries(fields).map(([key, { text }]) => `${space}${JSON.stringify(key)}${space}:${space}${text}`)}${space}}`,
      value: Object.fromEntries(Object.entries(fields).map(([key, { value }]) => [key, value])),
    })),
  ),
}));

function nearTheLimit(step: number): bigint {
  return BigInt(Number.MAX_SAFE_INTEGER) + BigInt(step);
}

function isSafe(whole: bigint): boolean {
  return whole >= Number.MIN_SAFE_INTEGER && whole <= Number.MAX_SAFE_INTEGER;
}

describe('parseExactly', () => {
  it('reads every document, and keeps the digits of integers that no number holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b'), document), (fields) => {
        const entries = Object.entries(fields);
        const text = `{${entries.map(([key, written]) => `"${key}":${written.text}`).join(',')}}`;

        expect(parseExactly(text)).toEqual(Object.fromEntries(entries.map(([key, { value }]) => [key, value])));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      'two ids that are one number',
      '{"a":[9007199254740993,9007199254740992]}',
      ['9007199254740993', '9007199254740992'],
    ],
    ['the largest one that a number holds', '{"a":9007199254740991}', 9007199254740991],
    ['a negative one', '{"a":-9007199254740993}', '-9007199254740993'],
    ['digits in a string', '{"a":"9007199254740993"}', '9007199254740993'],
    [
      'what looks like one in a string',
      '{"a":"\\\\\\",:9007199254740993,","b":9007199254740993}',
      '\\",:9007199254740993,',
    ],
    [
      'decimals beside one',
      '{"a":[9007199254740993.5,0.9007199254740993,1e20,9007199254740993e1,9007199254740993]}',
      [9007199254740994, 0.9007199254740993, 1e20, Number('9007199254740993e1'), '9007199254740993'],
    ],
  ])('%s', (_, text, value) => {
    expect(parseExactly(text)).toMatchObject({ a: value });
  });

  it.each(['', '{"a":9007199254740993', '{"a":"9007199254740993}', '{"a":09007199254740993}'])(
    'takes no other text than JSON does: %s',
    (text) => {
      expect(() => parseExactly(text)).toThrow(SyntaxError);
    },
  );

  it('has room for a text of some megabytes', () => {
    const long = 'a\\n'.repeat(2_000_000);

    expect(parseExactly(`{"a":"${long}","b":9007199254740993}`)).toMatchObject({ b: '9007199254740993' });
  });
});
