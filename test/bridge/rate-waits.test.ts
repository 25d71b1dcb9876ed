import { expect, it } from 'vitest';
import { createRateWaits } from '../../src/bridge/rate-waits.js';

it('is usual twice in a row, and in the minute by which Withings counts', () => {
  const waits = createRateWaits();
  expect([waits.next('sleep', 61), waits.next('sleep', 1), waits.next('sleep', 1)]).toEqual([
    'usual',
    'usual',
    'often',
  ]);
});

it('is long as soon as it is longer than that', () => {
  expect(createRateWaits().next('sleep', 62)).toBe('long');
});

it('begins anew when the feed has come in, each by itself', () => {
  const waits = createRateWaits();
  for (const feed of ['sleep', 'sleep', 'measures', 'measures']) waits.next(feed, 60);
  waits.end('sleep');
  expect([waits.next('sleep', 60), waits.next('measures', 60)]).toEqual(['usual', 'often']);
});
