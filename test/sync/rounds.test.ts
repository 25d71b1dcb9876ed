import { describe, expect, it } from 'vitest';
import { createRounds, type RoundKind, type RoundsOptions } from '../../src/sync/rounds.js';

const MINUTE = 60_000;
const INTERVAL = 10 * MINUTE;
const YEARS = 10 * 365 * 24 * 60 * MINUTE;
const START = 1_772_345_525_000;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Rounds on a clock that the test sets; a round takes a minute unless told otherwise. */
function setUp(given: { duration?: number; random?: number; round?: RoundsOptions['round'] } = {}) {
  /** Of the coming rounds: whether something is missing after it; false when they have run out. */
  const missing: boolean[] = [];
  const stop = new AbortController();
  const time = { now: START };
  const log: string[] = [];
  const nexts: number[] = [];
  const sleeps: number[] = [];
  let wakeUp = () => {};
  const rounds = createRounds({
    interval: () => INTERVAL,
    isMissing: () => missing.shift() ?? false,
    clock: () => time.now,
    random: () => given.random ?? 0.5,
    signal: stop.signal,
    round: async (kind) => {
      log.push(kind);
      time.now += given.duration ?? MINUTE;
    },
    sleep: (milliseconds, wake) =>
      new Promise((resolve, reject) => {
        sleeps.push(milliseconds);
        wakeUp = resolve;
        wake.addEventListener('abort', () => resolve(), { once: true });
        stop.signal.addEventListener('abort', reject, { once: true });
      }),
    onNext: (next) => nexts.push(next),
    ...(given.round && { round: given.round }),
  });
  const sleepOver = async () => {
    time.now += sleeps.at(-1) ?? 0;
    wakeUp();
    await turn();
  };
  return { rounds, stop, time, log, missing, nexts, sleeps, sleepOver };
}

describe('createRounds', () => {
  it('starts with everything, then does what is due, at even distances', async () => {
    const { rounds, stop, log, nexts, sleeps, sleepOver } = setUp();
    const running = rounds.run();
    await turn();
    await sleepOver();
    await sleepOver();
    stop.abort();
    await running;

    expect(log).toEqual(['everything', 'due', 'due']);
    expect(sleeps).toEqual([INTERVAL - MINUTE, INTERVAL - MINUTE, INTERVAL - MINUTE]);
    expect(nexts).toEqual([START + INTERVAL, START + 2 * INTERVAL, START + 3 * INTERVAL]);
  });

  it.each([
    [0, 0.95 * INTERVAL],
    [1, 1.05 * INTERVAL],
  ])('comes a little earlier or later (%d)', async (random, wait) => {
    const { rounds, sleeps } = setUp({ random, duration: 0 });
    void rounds.run();
    await turn();

    expect(sleeps[0]).toBeCloseTo(wait, 0);
  });

  it.each([
    ['ten years back', -YEARS],
    ['ten years on', YEARS],
    ['a minute back', -MINUTE],
    ['by more than an interval, since the round was slow', INTERVAL],
  ])('waits one interval when the clock goes %s during a round', async (_, jump) => {
    const { rounds, time, sleeps, nexts } = setUp({ duration: jump });
    void rounds.run();
    await turn();

    expect(sleeps).toEqual([INTERVAL]);
    expect(nexts).toEqual([time.now + INTERVAL]);
  });

  it.each([-YEARS, YEARS])('goes on as before when the clock goes %i ms during the wait', async (jump) => {
    const { rounds, time, log, sleeps, sleepOver } = setUp();
    void rounds.run();
    await turn();
    time.now += jump;
    await sleepOver();

    expect(log).toEqual(['everything', 'due']);
    expect(sleeps).toEqual([INTERVAL - MINUTE, INTERVAL - MINUTE]);
  });

  it('wakes up for a request, does everything, and says when it is done', async () => {
    const { rounds, log, sleeps } = setUp();
    void rounds.run();
    await turn();

    await rounds.request();

    expect(log).toEqual(['everything', 'everything']);
    await turn();
    expect(sleeps).toHaveLength(2);
  });

  it('answers what is asked during a round by the one right after it', async () => {
    const releases: (() => void)[] = [];
    const kinds: RoundKind[] = [];
    const { rounds, sleeps } = setUp({
      round: (kind) => {
        kinds.push(kind);
        return new Promise<void>((resolve) => releases.push(resolve));
      },
    });
    void rounds.run();
    await turn();
    const done: number[] = [];
    void rounds.request().then(() => done.push(1));
    void rounds.request().then(() => done.push(2));

    releases[0]?.();
    await turn();
    expect([kinds, done, sleeps]).toEqual([['everything', 'everything'], [], []]);
    releases[1]?.();
    await turn();

    expect(done).toEqual([1, 2]);
    expect(kinds).toHaveLength(2);
    expect(sleeps).toHaveLength(1);
  });

  it('wakes for a request that comes of an answer', async () => {
    const { rounds, log } = setUp();
    void rounds.run();
    await turn();

    await rounds.request();
    await rounds.request();

    expect(log).toEqual(['everything', 'everything', 'everything']);
  });

  it('answers with its first round what was asked before', async () => {
    const { rounds, log } = setUp();
    const asked = rounds.request();
    void rounds.run();
    await asked;

    expect(log).toEqual(['everything']);
  });

  it('ends a wait, and a round, when everything stops', async () => {
    const waiting = setUp();
    const first = waiting.rounds.run();
    await turn();
    waiting.stop.abort();
    await first;
    expect(waiting.log).toHaveLength(1);

    const busy = setUp({ round: async () => busy.stop.abort() });
    await busy.rounds.run();
    expect([busy.sleeps, busy.nexts]).toEqual([[], []]);

    const late = setUp();
    late.stop.abort();
    await late.rounds.run();
    expect(late.log).toEqual([]);
  });
});

describe('what has not come in since the start', () => {
  const SECOND = 1000;
  const always = () => Array<boolean>(20).fill(true);

  it('is asked for after 15 s, 30 s, 1 min and so on up to the interval, and the next time is told', async () => {
    const { rounds, log, missing, nexts, sleeps, sleepOver, time } = setUp({ duration: 0 });
    missing.push(...always());
    void rounds.run();
    await turn();
    expect(nexts).toEqual([START + 15 * SECOND]);
    while (time.now < START + 3 * INTERVAL) await sleepOver();

    // What is due keeps its own rhythm: the tenth minute comes before the fifth retry.
    expect(sleeps.slice(0, 6).map((wait) => wait / SECOND)).toEqual([15, 30, 60, 120, 240, 600 - 465]);
    expect(log.slice(0, 7)).toEqual(['everything', ...['missing', 'missing', 'missing', 'missing', 'missing'], 'due']);
    expect(nexts.slice(0, 6)).toEqual([15, 45, 105, 225, 465, 600].map((at) => START + at * SECOND));
    expect(log.slice(7)).toEqual(['missing', 'due', 'due']);
  });

  it('is not asked for any more when it is there', async () => {
    const { rounds, log, missing, sleeps, sleepOver } = setUp({ duration: 0 });
    missing.push(true, false);
    void rounds.run();
    await turn();
    await sleepOver();
    await sleepOver();

    expect(log).toEqual(['everything', 'missing', 'due']);
    expect(sleeps.slice(0, 2)).toEqual([15 * SECOND, INTERVAL - 15 * SECOND]);
  });

  it('comes a little earlier or later, too', async () => {
    const { rounds, missing, sleeps } = setUp({ duration: 0, random: 1 });
    missing.push(true);
    void rounds.run();
    await turn();

    expect(sleeps[0]).toBeCloseTo(15.75 * SECOND, 0);
  });

  it('makes what is due not wait for another interval when it took its time', async () => {
    const { rounds, time, log, missing, sleeps, sleepOver } = setUp({ duration: 0 });
    missing.push(true, true);
    void rounds.run();
    await turn();
    time.now += INTERVAL;
    await sleepOver();
    await sleepOver();

    expect(log).toEqual(['everything', 'missing', 'due']);
    expect(sleeps).toEqual([15 * SECOND, 0, INTERVAL]);
  });

  it('gives way to a request for everything', async () => {
    const { rounds, log, missing } = setUp();
    missing.push(true);
    void rounds.run();
    await turn();

    await rounds.request();

    expect(log).toEqual(['everything', 'everything']);
  });
});
