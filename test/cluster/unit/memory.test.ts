import { expect, it } from 'vitest';
import { createMemory } from '../../../src/cluster/memory.js';

it('remembers what was worked out, for a while, and no more than a number of things', () => {
  let [now, works] = [0, 0];
  const memory = createMemory<number>(1000, 2, () => now);
  const of = (key: string) => memory.of(key, () => ++works);

  expect([of('a'), of('a'), of('b'), of('a')]).toEqual([1, 1, 2, 1]);
  now = 999;
  expect([of('c'), of('a')]).toEqual([3, 4]);
  now = 1999;
  expect(of('c')).toBe(5);
});
