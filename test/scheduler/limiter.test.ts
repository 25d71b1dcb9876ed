import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CALLS_PER_MINUTE, createLimiter as create, type Limiter } from '../../src/scheduler/limiter.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** With the clock it has by itself, and a sleep that the fake timers know. */
function createLimiter(callsPerMinute?: number): Limiter {
  return create(callsPerMinute, {
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, milliseconds);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      }),
  });
}

/** Asks for so many places at once; counts those that were given. */
function ask(limiter: Limiter, count: number, signal?: AbortSignal) {
  const result = { given: 0, refused: 0 };
  for (let index = 0; index < count; index++) {
    limiter(signal).then(
      () => {
        result.given += 1;
      },
      () => {
        result.refused += 1;
      },
    );
  }
  return result;
}

describe('createLimiter', () => {
  it('lets 120 calls through at once, and the next one a minute later', async () => {
    const calls = ask(createLimiter(), CALLS_PER_MINUTE + 1);

    await vi.advanceTimersByTimeAsync(0);
    expect(calls.given).toBe(120);
    await vi.advanceTimersByTimeAsync(59_990);
    expect(calls.given).toBe(120);
    await vi.advanceTimersByTimeAsync(20);
    expect(calls.given).toBe(121);
  });

  it('counts any window of a minute, not the minutes of the clock', async () => {
    const limiter = createLimiter(3);
    const first = ask(limiter, 1);
    await vi.advanceTimersByTimeAsync(50_000);
    const later = ask(limiter, 4);

    await vi.advanceTimersByTimeAsync(0);
    expect([first.given, later.given]).toEqual([1, 2]);
    await vi.advanceTimersByTimeAsync(10_010);
    expect(later.given).toBe(3);
    await vi.advanceTimersByTimeAsync(49_000);
    expect(later.given).toBe(3);
    await vi.advanceTimersByTimeAsync(1000);
    expect(later.given).toBe(4);
  });

  it.each([-10, 10])('does not care for a clock that jumps %d years', async (years) => {
    const limiter = createLimiter(2);
    ask(limiter, 2);
    await vi.advanceTimersByTimeAsync(1000);
    vi.setSystemTime(Date.now() + years * 365 * 86_400_000);
    const calls = ask(limiter, 2);

    await vi.advanceTimersByTimeAsync(58_000);
    expect(calls.given).toBe(0);
    await vi.advanceTimersByTimeAsync(1010);
    expect(calls.given).toBe(2);
  });

  it('refuses at once when everything stops', async () => {
    const limiter = createLimiter(1);
    const stop = new AbortController();
    const calls = ask(limiter, 3, stop.signal);
    await vi.advanceTimersByTimeAsync(0);

    stop.abort();
    await vi.advanceTimersByTimeAsync(0);
    const late = ask(limiter, 1, stop.signal);
    await vi.advanceTimersByTimeAsync(0);

    expect(calls).toEqual({ given: 1, refused: 2 });
    expect(late).toEqual({ given: 0, refused: 1 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits by itself, and stops when told to', async () => {
    vi.useRealTimers();
    const limiter = create(1);
    await limiter();
    const stop = new AbortController();
    const waiting = limiter(stop.signal);

    stop.abort();

    await expect(waiting).rejects.toThrow(/aborted/);
  });

  it('lets everything through without a limit', async () => {
    const calls = ask(createLimiter(Number.POSITIVE_INFINITY), 1000);

    await vi.advanceTimersByTimeAsync(0);

    expect(calls.given).toBe(1000);
  });
});
