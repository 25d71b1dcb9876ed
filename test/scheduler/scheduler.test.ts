import { describe, expect, it } from 'vitest';
import type { FetchOutcome, Schedule } from '../../src/scheduler/schedule.js';
import { createScheduler, type Task } from '../../src/scheduler/scheduler.js';
import { createVirtualTime } from '../virtual-time.js';

const MINUTE = 60_000;
const OK: FetchOutcome = { kind: 'ok' };

function createWorld() {
  const time = createVirtualTime();
  const stop = new AbortController();
  const started = time.now();
  const runs: string[] = [];
  const scheduler = createScheduler({
    clock: time.now,
    sleep: (milliseconds, wake) => time.sleep(milliseconds, AbortSignal.any([wake, stop.signal])),
    random: () => 0.5,
    signal: stop.signal,
  });
  const at = () => (time.now() - started) / 1000;
  function add(
    key: string,
    outcome: () => FetchOutcome | Promise<FetchOutcome> = () => OK,
    more: Partial<Task> = {},
  ): void {
    scheduler.add({
      key,
      // Alone, so that nothing goes along with it.
      account: key,
      interval: () => 10 * MINUTE,
      async run(thorough) {
        runs.push(`${at()} ${key}${thorough ? ' thorough' : ''}`);
        return outcome();
      },
      ...more,
    });
  }
  return { time, runs, scheduler, add, stop: () => stop.abort(), at };
}

/** A fetch that ends when it is told to. */
function held() {
  let release!: (outcome: FetchOutcome) => void;
  const outcome = new Promise<FetchOutcome>((resolve) => {
    release = resolve;
  });
  return { outcome: () => outcome, release };
}

describe('the scheduler', () => {
  it('runs everything at the start, looking for all, and then each in its own rhythm', async () => {
    const { scheduler, add, runs, time, stop } = createWorld();
    add('a');
    add('b', () => OK, { interval: () => 15 * MINUTE });
    const done = scheduler.run();
    await time.pass(31 * MINUTE);
    expect(runs).toEqual(['0 a thorough', '0 b thorough', '600 a', '900 b', '1200 a', '1800 a', '1800 b']);
    stop();
    await done;
  });

  it('brings those of one account together again that a notification has set apart', async () => {
    const { scheduler, add, runs, time } = createWorld();
    add('a', () => OK, { account: 'anna' });
    add('b', () => OK, { account: 'anna' });
    add('c', () => OK, { account: 'ben' });
    void scheduler.run();
    await time.pass(4 * MINUTE);
    scheduler.runSoon(['a', 'c']);
    await time.pass(11 * MINUTE);
    expect(runs.slice(3)).toEqual(['240 a thorough', '240 c thorough', '600 b', '600 a', '840 c']);
    await time.pass(6 * MINUTE);
    expect(runs.slice(8)).toEqual(['1200 a', '1200 b']);
  });

  it('waits for the time of the one that was set apart where that is nearer', async () => {
    const { scheduler, add, runs, time } = createWorld();
    add('a', () => OK, { account: 'anna' });
    add('b', () => OK, { account: 'anna' });
    void scheduler.run();
    await time.pass(6 * MINUTE);
    scheduler.runSoon(['a']);
    await time.pass(20 * MINUTE);
    expect(runs.slice(2)).toEqual(['360 a thorough', '600 b', '960 a', '960 b', '1560 a', '1560 b']);
  });

  it('runs what is seldom run earlier by half a poll at most', async () => {
    const { scheduler, add, runs, time } = createWorld();
    add('often', () => OK, { account: 'anna' });
    add('seldom', () => OK, { account: 'anna', interval: () => 55 * MINUTE });
    void scheduler.run();
    await time.pass(115 * MINUTE);
    expect(runs.filter((run) => run.includes('seldom'))).toEqual(['0 seldom thorough', '3000 seldom', '6000 seldom']);
  });

  it('takes nothing along with what is tried again, wanted, or told to wait', async () => {
    const { scheduler, add, runs, time } = createWorld();
    const outcomes: FetchOutcome[] = [{ kind: 'failed', passing: true }, OK, { kind: 'wait', seconds: 360 }];
    add('a', () => outcomes.shift() ?? OK, { account: 'anna' });
    add('b', () => OK, { account: 'anna' });
    void scheduler.run();
    await time.pass(7 * MINUTE);
    expect(runs.slice(2)).toEqual(['15 a thorough']);
    scheduler.runSoon(['a']);
    await time.pass(2 * MINUTE);
    expect(runs.slice(3)).toEqual(['420 a thorough']);
    await time.pass(2 * MINUTE);
    expect(runs.slice(4)).toEqual(['600 b']);
  });

  it('lets one that is told to wait hold up nothing', async () => {
    const { scheduler, add, runs, time } = createWorld();
    add('slow', () => ({ kind: 'wait', seconds: 1500 }));
    add('quick');
    void scheduler.run();
    await time.pass(21 * MINUTE);
    expect(runs).toEqual(['0 slow thorough', '0 quick thorough', '600 quick', '1200 quick']);
  });

  it('lets one that never ends hold up nothing', async () => {
    const { scheduler, add, runs, time } = createWorld();
    add('hangs', held().outcome);
    add('quick');
    void scheduler.run();
    await time.pass(11 * MINUTE);
    expect(runs).toEqual(['0 hangs thorough', '0 quick thorough', '600 quick']);
  });

  it('runs what is asked for at once, and says how it ended', async () => {
    const { scheduler, add, runs, time } = createWorld();
    add('a');
    add('b', () => ({ kind: 'failed', passing: true }));
    void scheduler.run();
    await time.pass(MINUTE);
    const asked = scheduler.request(['a', 'b', 'unknown']);
    await time.pass(0);
    expect(await asked).toEqual(
      new Map<string, FetchOutcome>([
        ['a', OK],
        ['b', { kind: 'failed', passing: true }],
      ]),
    );
    expect(runs.slice(-2)).toEqual(['60 a thorough', '60 b thorough']);
  });

  it('answers a request at once where Withings wants to be left alone', async () => {
    const { scheduler, add, runs, time } = createWorld();
    add('a', () => ({ kind: 'wait', seconds: 100 }));
    void scheduler.run();
    await time.pass(40_000);
    expect(await scheduler.request(['a'])).toEqual(new Map([['a', { kind: 'wait', seconds: 65 }]]));
    scheduler.runSoon(['a']);
    await time.pass(60_000);
    expect(runs).toEqual(['0 a thorough']);
    await time.pass(10_000);
    expect(runs).toHaveLength(2);
  });

  it('fetches once more when a request comes while it is fetching', async () => {
    const { scheduler, add, runs, time } = createWorld();
    const first = held();
    let outcome = first.outcome;
    add('a', () => outcome());
    void scheduler.run();
    await time.pass(1000);
    const asked = scheduler.request(['a']);
    outcome = async () => OK;
    first.release({ kind: 'failed', passing: true });
    await time.pass(0);
    expect(await asked).toEqual(new Map([['a', OK]]));
    expect(runs).toEqual(['0 a thorough', '1 a thorough']);
  });

  it('makes one fetch of a burst of notifications, and one for what came meanwhile', async () => {
    const { scheduler, add, runs, time } = createWorld();
    add('a');
    void scheduler.run();
    await time.pass(MINUTE);
    for (let knock = 0; knock < 20; knock++) {
      scheduler.runSoon(['a']);
      await time.pass(100);
    }
    await time.pass(MINUTE);
    expect(runs.slice(1)).toEqual(['60 a thorough', '61 a thorough', '62 a thorough']);
  });

  it('tries again soon what Withings has told of and could not give', async () => {
    const { scheduler, add, runs, time, stop } = createWorld();
    let isAway = false;
    add('a', () => (isAway ? { kind: 'failed', passing: true } : OK), { interval: () => 60 * MINUTE });
    const done = scheduler.run();
    await time.pass(MINUTE);
    isAway = true;
    scheduler.runSoon(['a']);
    await time.pass(20_000);
    isAway = false;
    await time.pass(2 * MINUTE);
    expect(runs).toEqual(['0 a thorough', '60 a thorough', '75 a thorough', '105 a thorough']);
    stop();
    await done;
  });

  it('tries again soon what somebody has asked for and could not get', async () => {
    const { scheduler, add, runs, time } = createWorld();
    let isAway = false;
    add('a', () => (isAway ? { kind: 'failed', passing: true } : OK), { interval: () => 60 * MINUTE });
    void scheduler.run();
    await time.pass(MINUTE);
    isAway = true;
    const asked = scheduler.request(['a']);
    await time.pass(0);
    expect(await asked).toEqual(new Map([['a', { kind: 'failed', passing: true }]]));
    isAway = false;
    await time.pass(MINUTE);
    expect(runs.slice(1)).toEqual(['60 a thorough', '75 a thorough']);
  });

  it('tries again soon what Withings has told of while it wanted to be left alone', async () => {
    const { scheduler, add, runs, time } = createWorld();
    const outcomes: FetchOutcome[] = [OK, { kind: 'wait', seconds: 100 }, { kind: 'failed', passing: true }, OK];
    const first = held();
    add('a', () => (outcomes.length === 3 ? first.outcome() : outcomes.shift()!), { interval: () => 60 * MINUTE });
    void scheduler.run();
    await time.pass(MINUTE);
    scheduler.runSoon(['a']);
    await time.pass(2000);
    // While it is asked, and again while it waits.
    scheduler.runSoon(['a']);
    first.release(outcomes.shift()!);
    await time.pass(1000);
    scheduler.runSoon(['a']);
    await time.pass(3 * MINUTE);
    expect(runs.slice(1)).toEqual(['60 a thorough', '167 a thorough', '197 a thorough']);
  });

  it('takes a notification at once after the clock was set back', async () => {
    const { scheduler, add, runs, time } = createWorld();
    add('a', () => OK, { interval: () => 60 * MINUTE });
    void scheduler.run();
    await time.pass(MINUTE);
    time.jump(-30 * MINUTE);
    scheduler.runSoon(['a']);
    await time.pass(2 * MINUTE);
    expect(runs).toHaveLength(2);
  });

  it('answers a request with a fetch after the clock was set back by more than any wait', async () => {
    const { scheduler, add, runs, time } = createWorld();
    let outcome: FetchOutcome = { kind: 'wait', seconds: 12 };
    add('a', () => outcome);
    void scheduler.run();
    await time.pass(1000);
    outcome = OK;
    time.jump(-86_400_000);
    const asked = scheduler.request(['a']);
    await time.pass(0);
    expect(await asked).toEqual(new Map([['a', OK]]));
    expect(runs).toHaveLength(2);
  });

  it('runs nothing for a request whose task is removed while it waits', async () => {
    const { scheduler, add, runs, time } = createWorld();
    const { outcome, release } = held();
    add('a', outcome);
    void scheduler.run();
    await time.pass(0);
    const asked = scheduler.request(['a']);
    scheduler.remove('a');
    release(OK);

    expect(await asked).toEqual(new Map([['a', { kind: 'failed', passing: true }]]));
    expect(runs).toEqual(['0 a thorough']);
  });

  it('does not forget a notification that comes during a fetch', async () => {
    const { scheduler, add, runs, time } = createWorld();
    const first = held();
    let outcome = first.outcome;
    add('a', () => outcome());
    void scheduler.run();
    await time.pass(5000);
    scheduler.runSoon(['a']);
    outcome = async () => OK;
    first.release(OK);
    await time.pass(1000);
    expect(runs).toEqual(['0 a thorough', '5 a thorough']);
  });

  it('does not stand still when the clock is set back a year', async () => {
    const { scheduler, add, runs, time } = createWorld();
    add('a');
    void scheduler.run();
    await time.pass(MINUTE);
    time.jump(-365 * 86_400_000);
    await time.pass(2 * MINUTE);
    expect(runs).toHaveLength(2);
  });

  it('says when each is next and which comes first, and forgets what is removed', async () => {
    const { scheduler, add, runs, time } = createWorld();
    const plans: string[] = [];
    const started = time.now();
    const onPlanned = (key: string) => (schedule: Schedule) => plans.push(`${key} ${(schedule.next - started) / 1000}`);
    add('a', () => OK, { interval: () => 20 * MINUTE, onPlanned: onPlanned('a') });
    add('b', () => OK, { onPlanned: onPlanned('b') });
    void scheduler.run();
    await time.pass(1000);
    expect(plans).toEqual(['a 1200', 'b 600']);
    expect(scheduler.next()).toBe(started + 10 * MINUTE);
    scheduler.remove('b');
    await time.pass(11 * MINUTE);
    expect(runs.filter((run) => run.includes(' b'))).toHaveLength(1);
    expect(scheduler.next()).toBe(started + 20 * MINUTE);
    scheduler.remove('a');
    expect(scheduler.next()).toBeUndefined();
  });

  it('runs together again what ran together, however long each took', async () => {
    const { scheduler, add, runs, time } = createWorld();
    add('quick');
    add('slow', () => time.sleep(30_000).then(() => OK));
    void scheduler.run();
    await time.pass(11 * MINUTE);
    expect(runs.slice(2)).toEqual(['600 quick', '600 slow']);
  });

  it('ends when everything stops, after what is under way', async () => {
    const { scheduler, add, time, stop } = createWorld();
    const last = held();
    add('a', last.outcome);
    let ended = false;
    const done = scheduler.run().then(() => {
      ended = true;
    });
    await time.pass(1000);
    stop();
    await time.pass(0);
    expect(ended).toBe(false);
    last.release(OK);
    await done;
  });
});
