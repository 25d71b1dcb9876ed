import { describe, expect, it } from 'vitest';
import type { Fault } from '../cloud/faults.js';
import { cloudWith, group } from '../demo/helpers.js';
import { failureOf, testClient } from './support.js';

/** How long a promise took to settle, in milliseconds. */
async function duration(promise: Promise<unknown>): Promise<number> {
  const started = performance.now();
  await promise.catch(() => {});
  return performance.now() - started;
}

async function cloudWithFault(fault: Fault) {
  const { cloud } = await cloudWith([group(1, 100)]);
  cloud.fault(fault);
  return cloud;
}

describe('time-outs', () => {
  it.each<readonly [string, Fault]>([
    ['no answer', { kind: 'hang' }],
    ['an answer that trickles in for ever', { kind: 'slow', bytes: 1, pauseMs: 15 }],
  ])('%s: ends after three times the time-out', async (_, fault) => {
    const cloud = await cloudWithFault(fault);
    const failing = failureOf(testClient(cloud, { timeout: 600 }).getRawMeasures());

    const [took, failure] = [await duration(failing), await failing];

    expect(failure).toMatchObject({ name: 'TransportError', temporary: true });
    expect(failure.message).toBe('Withings did not answer /measure getmeas in time');
    expect(took).toBeGreaterThan(1500);
    expect(cloud.requests).toHaveLength(3);
  });

  it('does not cut the wait before the next attempt short', async () => {
    const cloud = await cloudWithFault({ kind: 'http', code: 500, times: 1 });
    cloud.fault({ kind: 'hang', times: 1 });
    const client = testClient(cloud, { timeout: 1000, retryDelay: () => 1200 });

    expect(await duration(client.getRawMeasures())).toBeGreaterThan(3300);
    expect(cloud.requests.map(({ status }) => status)).toEqual([500, -1, 0]);
  });

  it('of one attempt does not end the next', async () => {
    const cloud = await cloudWithFault({ kind: 'http', code: 500, times: 1 });
    cloud.fault({ kind: 'slow', bytes: 50, pauseMs: 60 });
    const client = testClient(cloud, { timeout: 2000, retryDelay: () => 1900 });

    expect((await client.getRawMeasures()).measuregrps).toHaveLength(1);
    expect(cloud.requests).toHaveLength(2);
  });

  it('does not count the wait for the rate limit', async () => {
    const { cloud } = await cloudWith([group(1, 100)]);
    const beforeAttempt = () => new Promise<void>((resolve) => setTimeout(resolve, 2000));
    const client = testClient(cloud, { timeout: 1500, beforeAttempt });

    expect((await client.getRawMeasures()).measuregrps).toHaveLength(1);
  });

  it.each<readonly [string, Fault, string]>([
    ['HTTP 500', { kind: 'http', code: 500 }, 'HTTP 500'],
    ['a reset', { kind: 'reset' }, 'no connection'],
  ])('a last failure of another kind is told as such: %s', async (_, fault, words) => {
    const cloud = await cloudWithFault({ kind: 'hang', times: 1 });
    cloud.fault(fault);

    const failure = await failureOf(testClient(cloud, { timeout: 1000 }).getRawMeasures());

    expect(failure.name).toBe('TransportError');
    expect(failure.message).toContain(words);
  });
});

describe('size', () => {
  it('a gzip bomb is not unpacked to its end', async () => {
    const cloud = await cloudWithFault({ kind: 'gzip-bomb', megabytes: 40 });

    const failure = await failureOf(testClient(cloud).getRawMeasures());

    expect(failure.name).toBe('TransportError');
    expect(failure.message).toContain('maxContentLength');
  });
});

describe('abort', () => {
  const reason = new Error('stopping');

  it.each<readonly [string, Fault]>([
    ['no answer', { kind: 'hang' }],
    ['an answer that trickles in', { kind: 'slow' }],
  ])('ends at once a call with %s', async (_, fault) => {
    const cloud = await cloudWithFault(fault);
    const controller = new AbortController();
    const failing = failureOf(testClient(cloud, { signal: controller.signal }).getRawMeasures());
    await expect.poll(() => cloud.requests.length, { interval: 5 }).toBe(1);

    controller.abort(reason);

    expect(await duration(failing)).toBeLessThan(10_000);
    expect(await failing).toBe(reason);
    expect(cloud.requests).toHaveLength(1);
  });

  it('ends the wait before the next attempt', async () => {
    const cloud = await cloudWithFault({ kind: 'http', code: 500 });
    const controller = new AbortController();
    let waiting = false;
    const retryDelay = () => {
      waiting = true;
      return 60_000;
    };
    const failing = failureOf(testClient(cloud, { signal: controller.signal, retryDelay }).getRawMeasures());
    await expect.poll(() => waiting, { interval: 5 }).toBe(true);

    controller.abort(reason);

    expect(await duration(failing)).toBeLessThan(10_000);
    expect(await failing).toBe(reason);
    expect(cloud.requests).toHaveLength(1);
  });

  it('before the call: nothing is sent', async () => {
    const { cloud } = await cloudWith([group(1, 100)]);
    const client = testClient(cloud, { signal: AbortSignal.abort(reason) });

    expect(await failureOf(client.getRawMeasures())).toBe(reason);
    expect(await failureOf(client.refreshAccessToken())).toBe(reason);
    expect(cloud.requests).toEqual([]);
  });

  it('a client leaves nothing behind on the signal', async () => {
    const cloud = await cloudWithFault({ kind: 'http', code: 500, times: 1 });
    const { signal } = new AbortController();
    let listening = 0;
    const counting = new Proxy(signal, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        if (key === 'addEventListener') listening += 1;
        if (key === 'removeEventListener') listening -= 1;
        return value.bind(target);
      },
    });

    await testClient(cloud, { signal: counting }).getRawMeasures();

    expect(listening).toBe(0);
  });
});
