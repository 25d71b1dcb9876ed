import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type Calls, createClientBase } from '../../src/bridge/client-base.js';
import type { Config } from '../../src/config/index.js';
import { DAY_SECONDS } from '../../src/feeds/day.js';
import { ecgSignals } from '../../src/feeds/ecg-signals.js';
import { nights } from '../../src/feeds/nights.js';
import type { Fields } from '../../src/log.js';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';
import { createTelemetry } from '../../src/telemetry.js';
import { systemTools } from '../../src/tools.js';
import { WithingsApiClient } from '../../src/withings/client.js';
import { RateLimitError } from '../../src/withings/errors.js';
import type { HealthRecord } from '../../src/withings/record.js';
import { NOW } from '../feeds/samples.js';
import { logLines } from '../log-lines.js';
import { testServer } from '../withings/support.js';
import { setUp as syncOf } from './person-sync-setup.js';

const REFRESHED = JSON.stringify({
  status: 0,
  body: { userid: 1, access_token: 'a', refresh_token: 'b', expires_in: 10_800, scope: 'user.info' },
});

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
  const said: Fields[] = [];
  const log = { ...logLines().log, debug: (_: string, fields: Fields = {}) => void said.push(fields) };
  const { clientBase, forFeed } = createClientBase({ config, log, tools: systemTools, signal }, telemetry, calls);
  const clientOf = (name: string) =>
    new WithingsApiClient({ ...clientBase(name), accessToken: name, refreshToken: 'r' });
  const counted = () => telemetry.samples('requests').map(({ labels: { feed, action } }) => [feed, action]);
  return { sockets, clientBase, clientOf, forFeed, said, counted, asked: () => counted().length };
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

describe('a call is counted and logged', () => {
  const detailed = { since: NOW, walked: NOW - 10 * DAY_SECONDS, fetched: {} };
  const night: HealthRecord = {
    ...{ id: '1', date: '2026-03-01', timezone: 'Europe/Berlin', start: NOW - 8 * 3600, end: NOW - 3600 },
    ...{ created: NOW, modified: NOW, attribution: 0, category: undefined, deviceId: undefined, model: undefined },
    data: {},
  };
  const known = (feed: string, records: NonNullable<PersonState['records']>): PersonState => ({
    ...{ ...EMPTY_PERSON, zone: 'Europe/Berlin', records },
    feeds: { [feed]: { lastSuccess: NOW, details: { ...detailed, told: ['2000-01-01'] } } },
  });

  it.each([
    [nights, known('nights', { sleep: [night] }), '{"status":0,"body":{"series":[],"more":false}}', 'getsummary'],
    [ecgSignals, known('ecg_signals', { ecgs: [] }), '{"status":0,"body":{"series":[],"more":false}}', 'list'],
  ])(
    'for the feed that makes it, also where it is the usual one of another feed: $name',
    async (feed, start, answer, action) => {
      const { clientOf, forFeed, counted, said } = await setUp({ limiter: () => async () => {} }, answer);
      const { sync } = syncOf([feed], { client: clientOf('anna'), start, goesOn: true, forFeed });

      expect(await sync.fetch(feed.name, false)).toEqual({ kind: 'ok' });

      expect(counted()).toContainEqual([feed.name, action]);
      expect(counted().filter(([name]) => name !== feed.name)).toEqual([]);
      expect(new Set(said.map((fields) => fields.feed))).toEqual(new Set([feed.name]));
    },
  );

  it('for the feed whose it is where none is fetched', async () => {
    const { clientOf, counted } = await setUp();
    await clientOf('anna').getGoals();
    expect(counted()).toEqual([['goals', 'getgoals']]);
  });

  it('for no feed where it is about the login, whichever needs that', async () => {
    const { clientOf, forFeed, counted } = await setUp(undefined, REFRESHED);
    await forFeed('goals', () => clientOf('anna').refreshAccessToken());
    expect(counted()).toEqual([[undefined, 'requesttoken']]);
  });
});
