import { expect, it, vi } from 'vitest';
import type { BridgePerson } from '../../../src/bridge/person.js';
import { readPast } from '../../../src/cluster/turn-past.js';
import { systemTools } from '../../../src/tools.js';
import { RateLimitError } from '../../../src/withings/errors.js';
import { logLines } from '../../log-lines.js';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 3, 6, 12);

/** Somebody whose weights have come in, and nothing of their past. */
const anna = {
  name: 'anna',
  client: { serverTime: () => NOW },
  keyOf: (feed: string) => feed,
  tried: () => true,
  safe: () => true,
  sync: {
    state: () => ({ feeds: { measures: { lastSuccess: NOW / 1000 } }, zone: 'utc' }),
    authorization: () => 'ok',
  },
} as unknown as BridgePerson;

it('a past for which there is no room among the calls is tried again hours later', async () => {
  const as = vi.fn(async () => {
    throw new RateLimitError('no room', { retryAfter: 1800 });
  });
  const { log } = logLines(['warn']);
  const tools = { ...systemTools, clock: () => NOW };
  const next = await readPast(anna, { log, tools, as, signal: new AbortController().signal });
  expect(as).toHaveBeenCalledOnce();
  expect(next).toBeGreaterThanOrEqual(NOW + HOUR);
  expect(next).toBeLessThanOrEqual(NOW + 3 * HOUR);
});
