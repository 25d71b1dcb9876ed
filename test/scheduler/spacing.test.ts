import { describe, expect, it } from 'vitest';
import { createSpacing, type SpacedCall } from '../../src/scheduler/spacing.js';

const MEASURES: SpacedCall = { endpoint: '/measure', action: 'getmeas', params: { lastupdate: 5, offset: undefined } };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Calls on a clock that moves only as far as a call waits, or takes. */
function setUp(seconds?: number) {
  const time = { now: 1_000_000 };
  const waits: number[] = [];
  const spacing = createSpacing(seconds, {
    clock: () => time.now,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      time.now += milliseconds;
    },
  });
  const ask = (call: Partial<SpacedCall> = {}, takes = 0) =>
    spacing({ ...MEASURES, ...call }, async () => {
      time.now += takes;
      return time.now;
    });
  return { spacing, time, waits, ask };
}

describe('a call just like the last one', () => {
  it('is held back until it is old enough, by the end of the last one', async () => {
    const { time, waits, ask } = setUp();
    await ask({}, 3000);
    time.now += 2000;

    await ask({}, 1000);
    await ask();

    expect(waits).toEqual([10_000, 12_000]);
  });

  it('goes out at once when the last one is old enough', async () => {
    const { time, waits, ask } = setUp();
    await ask();
    time.now += 12_000;

    await ask();

    expect(waits).toEqual([]);
  });

  it('is one with the same parameters in whatever order, those without a value left out', async () => {
    const { waits, ask } = setUp();
    await ask({ params: { startdate: 1, enddate: 2 } });

    await ask({ params: { enddate: 2, startdate: 1, offset: undefined } });

    expect(waits).toHaveLength(1);
  });

  it.each<[string, Partial<SpacedCall>]>([
    ['endpoint', { endpoint: '/v2/measure' }],
    ['action', { action: 'getactivity' }],
    ['parameter', { params: { lastupdate: 6 } }],
    ['page', { params: { lastupdate: 5, offset: 200 } }],
  ])('is not one of another %s', async (_, other) => {
    const { waits, ask } = setUp();
    await ask();

    await ask(other);

    expect(waits).toEqual([]);
  });

  it('waits after one that failed, too, and gets its own answer', async () => {
    const { spacing, waits, ask } = setUp();
    const failing = spacing(MEASURES, () => Promise.reject(new Error('HTTP 502')));
    await expect(failing).rejects.toThrow('HTTP 502');

    expect(await ask()).toBe(1_012_000);

    expect(waits).toEqual([12_000]);
  });

  it('of several that wait at a time goes one after the other', async () => {
    const starts: number[] = [];
    const sleeps: number[] = [];
    const spacing = createSpacing(12, {
      clock: () => 0,
      sleep: async (milliseconds) => void sleeps.push(milliseconds),
    });

    await Promise.all([1, 2, 3].map((which) => spacing(MEASURES, async () => void starts.push(which))));

    expect([starts, sleeps]).toEqual([
      [1, 2, 3],
      [12_000, 24_000],
    ]);
  });

  it('is not made when everything stops', async () => {
    const stop = new AbortController();
    const spacing = createSpacing();
    await spacing(MEASURES, async () => {});
    const asked: string[] = [];

    const waiting = spacing(MEASURES, async () => void asked.push('asked'), stop.signal);
    await turn();
    stop.abort();

    await expect(waiting).rejects.toThrow(/aborted/);
    expect(asked).toEqual([]);
  });

  it('is held back from nothing where the cloud has no such rule', async () => {
    const { waits, ask } = setUp(0);
    await ask();
    await ask();

    expect(waits).toEqual([]);
  });
});
