import { describe, expect, it, onTestFinished } from 'vitest';
import { FEEDS, FETCHED_FEEDS } from '../../src/feeds/index.js';
import { feedsNotifiedBy } from '../../src/feeds/notifications.js';
import { CALLS_PER_MINUTE, createBudget } from '../../src/scheduler/budget.js';
import { createScheduler } from '../../src/scheduler/scheduler.js';
import { createVirtualTime } from '../virtual-time.js';
import { FORM, SECRET, serve } from './support.js';

const MINUTE = 60_000;
const APPLIS = [1, 4, 16, 44, 54];
/** More calls than any feed makes for one notification. */
const CALLS_PER_FETCH = 10;

/** A bridge that has fetched everything once, and now makes many calls for each fetch. */
async function flooded() {
  const time = createVirtualTime();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const begin = createBudget(CALLS_PER_MINUTE, { clock: time.now, sleep: time.sleep }).limiter('poll');
  const scheduler = createScheduler({ clock: time.now, sleep: time.sleep, random: () => 0.5, signal: stop.signal });
  const calls: number[] = [];
  const fetches: number[] = [];
  const busy = new Set<string>();
  let twice = 0;
  let started = false;
  async function fetchFeed(name: string): Promise<void> {
    fetches.push(time.now());
    if (busy.has(name)) twice += 1;
    busy.add(name);
    for (let call = 0; call < CALLS_PER_FETCH; call++) {
      await begin();
      calls.push(time.now());
      await time.sleep(20);
    }
    busy.delete(name);
  }
  for (const { name } of FETCHED_FEEDS) {
    scheduler.add({
      key: name,
      account: 'anna',
      interval: () => 60 * MINUTE,
      async run() {
        if (started) await fetchFeed(name);
        return { kind: 'ok' };
      },
    });
  }
  void scheduler.run();
  await time.pass(10_000);
  started = true;
  const served = await serve({
    webhook: {
      secret: SECRET,
      isExpected: () => true,
      onNotification: ({ appli }) => scheduler.runSoon(feedsNotifiedBy(FEEDS, appli).map(({ name }) => name)),
    },
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
      await time.pass(2000);
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

    await time.pass(10 * MINUTE);
    const count = fetches.length;
    await time.pass(10 * MINUTE);

    expect(count).toBe(2);
    expect(fetches.length).toBe(count);
  });
});
