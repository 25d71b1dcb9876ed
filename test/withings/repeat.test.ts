import { AxiosError, type InternalAxiosRequestConfig } from 'axios';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { TransportError, WithingsError } from '../../src/withings/errors.js';
import { FailedAttempt, pauseBefore } from '../../src/withings/repeat.js';
import type { Fault } from '../cloud/faults.js';
import { ANNA, createClock, group, person, testCloud } from '../demo/helpers.js';
import { failureOf, testClient, testServer } from './support.js';

const BROKEN: Fault = { kind: 'status', status: 2556, error: 'An unknown error occurred', handled: true };
const config = {} as InternalAxiosRequestConfig;
const failed = (isAnswered: boolean) => new FailedAttempt(config, new TransportError('no'), isAnswered);

/** A cloud that refuses identical calls, on a clock that the pauses of repetitions alone move. */
async function strictCloud(fault: Fault) {
  const clock = createClock();
  const people = [person(ANNA, 'Anna', [group(1, 100)])];
  const cloud = await testCloud({ people, dedupeSeconds: 10, clock: clock.now });
  cloud.fault(fault);
  const { setTimeout: later } = globalThis;
  const timers = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, ms = 0, ...rest: []) => {
    const isPause = ms >= 1000 && ms < 20_000;
    if (isPause) clock.forward(ms / 1000);
    return later(run, isPause ? 0 : ms, ...rest);
  }) as typeof setTimeout);
  onTestFinished(() => timers.mockRestore());
  return { cloud, statuses: () => cloud.requests.map(({ status }) => status) };
}

describe('the pause before another attempt', () => {
  it.each([
    ['Withings has answered', failed(true), {}, [13_000, 14_000]],
    ['the proxy has answered', failed(false), {}, [1000, 2000]],
    ['nobody was there', new AxiosError('no', 'ECONNREFUSED'), {}, [1000, 2000]],
    ['an answer broke off', new AxiosError('aborted', 'ERR_BAD_RESPONSE'), {}, [13_000, 14_000]],
    ['it minds no identical calls', failed(true), { identicalCallSeconds: 0 }, [1000, 2000]],
    ['somebody else says how long', failed(true), { retryDelay: (retry: number) => retry * 7 }, [7, 14]],
  ])('%s', (_, error, options, least) => {
    const pauses = [1, 2].map((retry) => pauseBefore(options)(retry, error));

    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(least[index]!);
      expect(pause).toBeLessThanOrEqual(least[index]! + 1000);
    }
  });
});

describe('a call that fails in the words of Withings', () => {
  it('is repeated as soon as Withings takes the same again', async () => {
    const { cloud, statuses } = await strictCloud({ ...BROKEN, times: 2 });

    const { measuregrps } = await testClient(cloud, { retryDelay: undefined }).getRawMeasures();

    expect(measuregrps).toHaveLength(1);
    expect(statuses()).toEqual([2556, 2556, 0]);
  });

  it('fails as it did first where the repetition comes too soon all the same', async () => {
    const { cloud, statuses } = await strictCloud({ ...BROKEN, times: 1 });
    const told: unknown[] = [];
    const client = testClient(cloud, { onAnswer: ({ failure }) => void told.push(failure) });

    const failure = await failureOf(client.getRawMeasures());

    expect(failure.constructor).toBe(WithingsError);
    expect(failure).toMatchObject({ status: 2556, family: 'error', temporary: true });
    expect(told).toEqual([failure]);
    expect(statuses()).toEqual([2556, 601]);
  });

  it('and so does one whose answer broke off', async () => {
    const { cloud, statuses } = await strictCloud({ kind: 'reset', when: 'middle', times: 1 });

    const failure = await failureOf(testClient(cloud).getRawMeasures());

    expect(failure).toMatchObject({ name: 'TransportError', family: 'transport' });
    expect(failure.message).toContain('no connection to Withings');
    expect(statuses().at(-1)).toBe(601);
  });

  it('waits as long as Withings wants where that is longer', async () => {
    const answers = [
      { status: 2556, body: {}, error: 'An unknown error occurred' },
      { status: 601, body: { wait_seconds: 188 }, error: 'Same arguments in less than 10 seconds' },
    ];
    const baseUrl = await testServer((_, response) => void response.end(JSON.stringify(answers.shift())));
    const { cloud } = await strictCloud(BROKEN);

    const failure = await failureOf(testClient(cloud, { baseUrl }).getRawMeasures());

    expect(failure).toMatchObject({ name: 'RateLimitError', retryAfter: 188 });
  });
});
