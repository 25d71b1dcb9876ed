import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBudget, type Priority } from '../../src/scheduler/budget.js';
import { createVirtualTime } from '../virtual-time.js';

const MINUTE = 60_000;

function createWorld(callsPerMinute: number) {
  const time = createVirtualTime(0);
  const budget = createBudget(callsPerMinute, { clock: time.now, sleep: time.sleep });
  const begun: { priority: Priority; at: number }[] = [];
  const refused: unknown[] = [];
  function ask(priority: Priority, count: number, signal?: AbortSignal): void {
    for (let index = 0; index < count; index++) {
      budget
        .limiter(priority)(signal)
        .then(
          () => begun.push({ priority, at: time.now() }),
          (reason) => refused.push(reason),
        );
    }
  }
  const count = (priority: Priority) => begun.filter((one) => one.priority === priority).length;
  return { time, budget, ask, begun, refused, count };
}

describe('the budget of calls', () => {
  it('lets a person use all calls of a minute, and the next one a minute later', async () => {
    const { time, ask, count, budget } = createWorld(120);
    ask('person', 121);
    await time.pass(MINUTE - 1);
    expect(count('person')).toBe(120);
    expect(budget.left()).toBe(0);
    await time.pass(1);
    expect(count('person')).toBe(121);
  });

  it('leaves some of them to whom a person waits for, and more of them to the polling', async () => {
    const { time, ask, count } = createWorld(100);
    ask('past', 200);
    await time.pass(1);
    expect(count('past')).toBe(50);
    ask('poll', 200);
    await time.pass(1);
    expect(count('poll')).toBe(45);
    ask('person', 5);
    await time.pass(1);
    expect(count('person')).toBe(5);
  });

  it('lets somebody go as soon as there is room, also while others wait for longer', async () => {
    const { time, ask, count } = createWorld(10);
    ask('person', 4);
    await time.pass(10_000);
    ask('person', 5);
    // There is room for it when all but four of those are over.
    ask('past', 1);
    await time.pass(10_000);
    ask('person', 2);
    await time.pass(39_999);
    expect(count('person')).toBe(10);
    await time.pass(1);
    expect(count('person')).toBe(11);
  });

  it('lets those go first who matter more, however late they come', async () => {
    const { time, ask, count } = createWorld(10);
    ask('person', 10);
    ask('past', 20);
    ask('poll', 20);
    await time.pass(30_000);
    ask('person', 10);
    await time.pass(30_000);
    expect([count('person'), count('poll'), count('past')]).toEqual([20, 0, 0]);
    await time.pass(MINUTE);
    expect([count('poll'), count('past')]).toEqual([9, 0]);
  });

  it('starves nobody: the past comes, too, when nothing else does', async () => {
    const { time, ask, count } = createWorld(1);
    ask('past', 3);
    await time.pass(2 * MINUTE);
    expect(count('past')).toBe(3);
  });

  it('gives a place back that nobody waits for any more', async () => {
    const { time, ask, count, refused } = createWorld(2);
    const stop = new AbortController();
    ask('poll', 2);
    ask('poll', 5, stop.signal);
    ask('person', 1);
    await time.pass(1000);
    stop.abort(new Error('stopped'));
    await time.pass(2 * MINUTE);
    expect(refused).toHaveLength(5);
    expect(count('poll')).toBeLessThanOrEqual(2);
    expect(count('person')).toBe(1);
  });

  it('refuses one that has been stopped before it asked', async () => {
    const { time, ask, refused } = createWorld(2);
    ask('poll', 1, AbortSignal.abort(new Error('stopped')));
    await time.pass(0);
    expect(refused).toHaveLength(1);
  });

  it('has no window of 60 seconds with more calls than allowed', async () => {
    const priority = fc.constantFrom<Priority>('person', 'poll', 'past');
    const step = fc.record({
      priority,
      count: fc.integer({ min: 1, max: 15 }),
      pause: fc.integer({ min: 0, max: 40_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), fc.integer({ min: 1, max: 20 }), async (steps, perMinute) => {
        const { time, ask, begun } = createWorld(perMinute);
        for (const { priority: who, count, pause } of steps) {
          ask(who, count);
          await time.pass(pause);
        }
        await time.pass(300 * MINUTE);
        expect(begun).toHaveLength(steps.reduce((sum, { count }) => sum + count, 0));
        for (const { at } of begun) {
          expect(begun.filter((other) => other.at >= at && other.at < at + MINUTE).length).toBeLessThanOrEqual(
            perMinute,
          );
        }
      }),
      { numRuns: 40 },
    );
  });
});
