import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type Calls, createClientBase } from '../../src/bridge/client-base.js';
import type { Config } from '../../src/config/index.js';
import { createTelemetry } from '../../src/telemetry.js';
import { systemTools } from '../../src/tools.js';
import { WithingsApiClient } from '../../src/withings/client.js';
import { RateLimitError } from '../../src/withings/errors.js';
import { logLines } from '../log-lines.js';
import { testServer } from '../withings/support.js';

/** A cloud whose connections are counted, and what its clients share. */
async function setUp(calls?: Calls, answer = '{"status":0,"body":{"goals":{}}}') {
  const sockets = new Set<Socket>();
  const apiUrl = await testServer(({ socket }, response) => {
    sockets.add(socket);
    response.end(answer);
  });
  const withings = { apiUrl, clientId: 'id', clientSecret: 'secret', callsPerMinute: 120 };
  const config = { withings } as unknown as Config;
  const { signal } = new AbortController();
  const telemetry = createTelemetry();
  const { clientBase } = createClientBase(
    { config, log: logLines().log, tools: systemTools, signal },
    telemetry,
    calls,
  );
  const clientOf = (name: string) =>
    new WithingsApiClient({ ...clientBase(name), accessToken: name, refreshToken: 'r' });
  return { sockets, clientBase, clientOf, asked: () => telemetry.samples('requests').length };
}

describe('the API clients of a bridge', () => {
  it('share connections, whosever they are', async () => {
    const { sockets, clientOf } = await setUp();
    for (const name of ['anna', 'ben', 'carla']) await clientOf(name).getGoals();
    expect(sockets.size).toBe(1);
  });

  it('know how long a login has been refused, though they come and go', async () => {
    const { clientBase } = await setUp();
    const [first, second] = [clientBase('anna'), clientBase('anna')];
    expect(first.lastingRefusal).toBeDefined();
    expect(second.lastingRefusal).toBe(first.lastingRefusal);
  });

  it('tell when Withings wants fewer calls', async () => {
    const told: number[] = [];
    const calls: Calls = { limiter: () => async () => {}, onTooMany: (seconds) => told.push(seconds) };
    const { clientOf, asked } = await setUp(calls, '{"status":601,"body":{"wait_seconds":90}}');
    await expect(clientOf('anna').getGoals()).rejects.toThrow(RateLimitError);
    expect(told).toEqual([90]);
    expect(asked()).toBe(1);
  });

  it('tell nobody when Withings refuses a call for being just like another one, whatever wait it names', async () => {
    const told: number[] = [];
    const calls: Calls = { limiter: () => async () => {}, onTooMany: (seconds) => told.push(seconds) };
    const error = 'Same arguments in less than 10 seconds';
    const { clientOf } = await setUp(calls, JSON.stringify({ status: 601, error, body: { wait_seconds: 188 } }));
    await expect(clientOf('anna').getGoals()).rejects.toThrow(RateLimitError);
    expect(told).toEqual([]);
  });

  it('tell nobody when there was no room for a call, which was not made', async () => {
    const told: number[] = [];
    const full = async () => {
      throw new RateLimitError('no room', { retryAfter: 1800 });
    };
    const { clientOf, asked } = await setUp({ limiter: () => full, onTooMany: (seconds) => told.push(seconds) });
    await expect(clientOf('anna').getGoals()).rejects.toThrow('no room');
    expect(told).toEqual([]);
    expect(asked()).toBe(0);
  });
});
