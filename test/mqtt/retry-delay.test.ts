import { expect, it } from 'vitest';
import { createRetryDelay } from '../../src/mqtt/retry-delay.js';

it('waits longer from failure to failure, up to half a minute and a quarter', () => {
  const least = createRetryDelay(() => 0);
  const most = createRetryDelay(() => 1);

  expect([0, 1, 2, 3, 5, 6, 100].map(least)).toEqual([1000, 1000, 2000, 4000, 16_000, 30_000, 30_000]);
  expect([1, 100].map(most)).toEqual([1250, 37_500]);
});
