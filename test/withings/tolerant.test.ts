import { describe, expect, it } from 'vitest';
import { fields, flag, integer, toInteger, toNumber, toText } from '../../src/withings/tolerant.js';

describe('toNumber', () => {
  it.each([
    [3.5, 3.5],
    [0, 0],
    ['-3.5', -3.5],
    [' 12 ', 12],
    ['', undefined],
    ['  ', undefined],
    ['twelve', undefined],
    ['1,5', undefined],
    [Number.NaN, undefined],
    ['Infinity', undefined],
    [null, undefined],
    [true, undefined],
    [[7], undefined],
    [{}, undefined],
    [undefined, undefined],
  ])('%o: %o', (value, expected) => expect(toNumber(value)).toBe(expected));
});

describe('toInteger', () => {
  it.each([
    ['1693651151', 1_693_651_151],
    [-3, -3],
    [0.5, undefined],
    ['0.5', undefined],
    [2 ** 53, undefined],
    [null, undefined],
  ])('%o: %o', (value, expected) => expect(toInteger(value)).toBe(expected));
});

describe('toText', () => {
  it.each([
    ['abc', 'abc'],
    [4_815_757_309, '4815757309'],
    [0, '0'],
    ['', undefined],
    ['\ud83d\ude00', '\ud83d\ude00'],
    ['a\ud800b', 'a\ufffdb'],
    ['x'.repeat(4097), undefined],
    [Number.NaN, undefined],
    [null, undefined],
    [false, undefined],
    [['a'], undefined],
  ])('%o: %o', (value, expected) => expect(toText(value)).toBe(expected));
});

describe('objects', () => {
  it.each([[null], [[1]], [undefined], ['ab'], [7]])('%o has no fields', (value) => expect(fields(value)).toEqual({}));
  it('an object has its fields', () => expect(fields({ a: 1 })).toEqual({ a: 1 }));
});

describe('schemas', () => {
  it.each([
    [1, true],
    [true, true],
    ['true', true],
    ['1', true],
    [2, true],
    [0, false],
    [false, false],
    ['0', false],
    ['false', false],
    [null, false],
    [undefined, false],
    ['', false],
  ])('more %o: %o', (value, expected) => expect(flag.parse(value)).toBe(expected));

  it('never fail: a field that makes no sense is undefined', () => {
    expect([integer.parse('x'), integer.parse({}), integer.parse(undefined)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
