import { expect, it } from 'vitest';
import type { FeedView } from '../../src/page/api.js';
import { lastFetch } from '../../web/last-fetch.js';

function feed(name: string, last_success: string | null): FeedView {
  return { name, last_success, next_fetch: null, last_error: null, archive: null };
}

it('the newest success of all feeds counts, whatever else is asked for once an hour only', () => {
  const measures = feed('measures', '2026-11-28T10:59:40+01:00');
  const goals = feed('goals', '2026-11-28T10:05:00+01:00');
  expect(lastFetch({ feeds: [goals, measures] })).toBe(measures.last_success);
  expect(lastFetch({ feeds: [measures, goals, feed('ecgs', null)] })).toBe(measures.last_success);
});

it('times are compared, not their digits: a clock that is put back is no hour ago', () => {
  const before = feed('sleep', '2026-10-25T02:59:00+02:00');
  const after = feed('measures', '2026-10-25T02:01:00+01:00');
  expect(lastFetch({ feeds: [after, before] })).toBe(after.last_success);
});

it('is nothing while nothing has come', () => {
  expect(lastFetch({ feeds: [] })).toBeNull();
  expect(lastFetch({ feeds: [feed('measures', null)] })).toBeNull();
});
