import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from '../../src/config/near.js';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['port', 'port', 0],
    ['prot', 'port', 1],
    ['pot', 'port', 1],
    ['ports', 'port', 1],
    ['part', 'port', 1],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
  ])('%s to %s: %i', (left, right, steps) => {
    expect(editDistance(left, right)).toBe(steps);
  });

  it('is the same in both directions and never above the longer word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (left, right) => {
        const steps = editDistance(left, right);

        expect(steps).toBe(editDistance(right, left));
        expect(steps).toBeLessThanOrEqual(Math.max(left.length, right.length));
        expect(steps === 0).toBe(left === right);
      }),
    );
  });
});

describe('nearest', () => {
  const keys = ['url', 'username', 'base_topic', 'ca', 'key', 'keepalive'];

  it.each([
    ['ulr', 'url'],
    ['user', 'username'],
    ['topic', 'base_topic'],
    ['baseTopic', 'base_topic'],
    ['base-topic', 'base_topic'],
    ['keepAlive', 'keepalive'],
    ['colour', undefined],
    ['id', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ])('%s', (word, expected) => {
    expect(nearest(word, keys)).toBe(expected);
  });
});
