import { expect, it } from 'vitest';
import { pointOf } from '../../src/page/archived-points.js';
import { reading } from '../store/samples.js';

it.each([
  ['a number', 72.5, [[5, 72.5]]],
  ['yes', true, [[5, 1]]],
  ['no', false, [[5, 0]]],
  ['a word', 'walk', []],
  ['no value', null, []],
] as const)('%s is a point, or none', (_, value, points) => {
  expect(pointOf(reading('weight', 5, value), 5)).toEqual(points);
});

it('what Withings calls inconclusive is none', () => {
  expect(pointOf({ ...reading('weight', 5, 45), inconclusive: true }, 5)).toEqual([]);
});
