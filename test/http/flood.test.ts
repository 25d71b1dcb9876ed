import { describe, expect, it } from 'vitest';
import type { FeedName } from '../../src/feeds/feed.js';
import { CALLS_PER_MINUTE, createLimiter } from '../../src/scheduler/limiter.js';
import { createNudges, feedsOf } from '../../src/sync/nudges.js';
import { FORM, SECRET, serve } from './support.js';

const MINUTE = 60_000;
const APPLIS = [1, 4, 16, 44, 54];
/** More calls than any feed makes for one notification. */
const CALLS_PER_FETCH = 10;

/** Time that moves only when nobody has anything left to do now. */
function simulatedTime() {
  let now = 0;
  const waiting: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    clock: () => now,
    sleep: (milliseconds: number) =>
      new Promise<void>((wake) => {
        waiting.push({ at: now + milliseconds, wake });
      }),
    async forward(milliseconds: number): Promise<void> {
      const end = now + milliseconds;
      for (;;) {
        await new Promise(setImmediate);
        waiting.sort((a, b) => a.at - b.at);
        const next = waiting[0];
        if (!next || next.at > end) break;
        now = next.at;
        waiting.shift()?.wake();
      }
      now = end;
    },
  };
}

async function flooded() {
  const time = simulatedTime();
  const limiter = createLimiter(CALLS_PER_MINUTE, { clock: time.clock, sleep: time.sleep });
  const calls: number[] = [];
  const fetches: number[] = [];
  const busy = new Set<FeedName>();
  let twice = 0;
  const nudge = createNudges({
    sleep: time.sleep,
    async fetch(feed: FeedName) {
      fetches.push(time.clock());
      if (busy.has(feed)) twice += 1;
      busy.add(feed);
      for (let call = 0; call < CALLS_PER_FETCH; call++) {
        await limiter();
        calls.push(time.clock());
        await time.sleep(20);
      }
      busy.delete(feed);
    },
  });
  const served = await serve({
    webhook: { secret: SECRET, isExpected: () => true, onNotification: ({ appli }) => nudge(feedsOf(appli)) },
  });
  const post = async (appli: number) => {
    const body = `userid=7001&appli=${appli}`;
    const answer = await fetch(served.callback, { method: 'POST', headers: { 'content-type': FORM }, body });
    expect(answer.status).toBe(200);
  };
  return { ...served, time, post, calls, fetches, twice: () => twice };
}

describe('a flood of notifications, all of them good', () => {
  it('of many kinds for two minutes never makes two fetches of a feed at a time, nor more calls than the plan', async () => {
    const { time, post, calls, twice } = await flooded();

    for (let elapsed = 0; elapsed < 2 * MINUTE; elapsed += 2000) {
      await Promise.all(APPLIS.map(post));
      await time.forward(2000);
    }

    const busiest = Math.max(...calls.map((start) => calls.filter((at) => at >= start && at < start + MINUTE).length));
    expect(twice()).toBe(0);
    expect(busiest).toBeLessThanOrEqual(CALLS_PER_MINUTE);
    // It is still at work, at the pace of the plan.
    expect(calls.length).toBeGreaterThan(CALLS_PER_MINUTE);
  });

  it('is over a moment after the last one', async () => {
    const { time, post, fetches } = await flooded();
    for (let times = 0; times < 50; times++) await post(1);

    await time.forward(10 * MINUTE);
    const count = fetches.length;
    await time.forward(10 * MINUTE);

    expect(count).toBe(2);
    expect(fetches.length).toBe(count);
  });
});
