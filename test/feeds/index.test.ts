import { describe, expect, it } from 'vitest';
import { EVENT_TYPES, FEEDS, FETCHED_FEEDS, feedOfCall, feedsFor } from '../../src/feeds/index.js';
import { allMetrics } from '../../src/metrics/catalogue/index.js';
import { SCOPES } from '../../src/withings/oauth.js';
import { type Answers, at, createWorld, SITES } from './cloud.js';
import { dayRow, ecgRow, page, sleepRow, workoutRow } from './rows.js';

const MORNING = at('2026-03-01T06:00:00Z');
const weighIn = (grpid: number, date: number) => ({
  ...{ grpid, attrib: 0, date, created: date, modified: date, category: 1 },
  measures: [{ type: 1, value: 70, unit: 0 }],
});
const phase = (start: string) => ({
  ...{ startdate: at(start), enddate: at(start) + 600, state: 1, hash_deviceid: 'mat', rmssd: { [at(start)]: 40 } },
});
const first: Answers = {
  [SITES.measures]: { measuregrps: [weighIn(1, MORNING - 900)] },
  [SITES.activity]: page('activities', dayRow('2026-03-01', 100)),
  [SITES.sleep]: page('series', sleepRow(1, '2026-02-27T22:00:00Z', '2026-02-28T05:00:00Z')),
  [SITES.workouts]: page('series', workoutRow(1, '2026-02-28T10:00:00Z')),
  [SITES.ecgs]: page('series', ecgRow(1, '2026-02-28T10:00:00Z')),
  [SITES.goals]: { goals: { steps: 8000 } },
  [SITES.nights]: { series: [phase('2026-02-27T23:00:00Z')] },
  [SITES.intraday]: { series: { [MORNING - 60]: { heart_rate: 60 } } },
  [SITES.ecg_signals]: { signal: [1, 2], sampling_frequency: 300 },
  [SITES.devices]: { devices: [{ hash_deviceid: 'f00d', battery: 'high' }] },
};
const second: Answers = {
  [SITES.nights]: { series: [phase('2026-02-28T23:00:00Z')] },
  [SITES.measures]: { measuregrps: [weighIn(1, MORNING - 900), weighIn(2, MORNING)] },
  [SITES.sleep]: page(
    'series',
    sleepRow(1, '2026-02-27T22:00:00Z', '2026-02-28T05:00:00Z'),
    sleepRow(2, '2026-02-28T12:00:00Z', '2026-02-28T13:00:00Z'),
    sleepRow(3, '2026-02-28T22:00:00Z', '2026-03-01T05:00:00Z'),
  ),
  [SITES.workouts]: page('series', workoutRow(1, '2026-02-28T10:00:00Z'), workoutRow(2, '2026-03-01T05:00:00Z')),
  [SITES.ecgs]: page('series', ecgRow(1, '2026-02-28T10:00:00Z'), ecgRow(2, '2026-03-01T05:00:00Z')),
};

describe('the list of feeds', () => {
  it('has each under a name of its own', () => {
    expect(new Set(FEEDS.map(({ name }) => name)).size).toBe(FEEDS.length);
  });

  it('knows each feed by its call, and calls that are for none', () => {
    for (const { name, call } of FETCHED_FEEDS) expect(feedOfCall(call)).toBe(name);
    expect(feedOfCall({ endpoint: '/v2/oauth2', action: 'requesttoken' })).toBeUndefined();
  });

  it('has the feed of each metric; one without is worked out, or about the bridge', () => {
    const names = FEEDS.map(({ name }) => name);

    expect(allMetrics().filter(({ feed }) => feed !== undefined && !names.includes(feed))).toEqual([]);
    const sources = allMetrics().flatMap(({ feed, source }) => (feed === undefined ? [source] : []));
    expect([...new Set(sources)].sort()).toEqual(['bridge', 'computed']);
    // Signals are for the archive alone.
    expect(names.filter((name) => allMetrics().every(({ feed }) => feed !== name))).toEqual(['ecg_signals']);
  });

  it('asks for no scope that a login is not asked to allow', () => {
    expect(FETCHED_FEEDS.filter(({ scope }) => !SCOPES.includes(scope))).toEqual([]);
  });

  it.each(FETCHED_FEEDS)('has the call, the metrics and the events that are those of $name', async (feed) => {
    const leader = FETCHED_FEEDS.filter(({ name }) => name === feed.follows);
    const world = createWorld([...leader, feed], { ...first });
    await world.round(MORNING);
    Object.assign(world.cloud.answers, second);
    const { outbox = [], readings, devices } = await world.round(MORNING + 600);

    const sites = [...leader, feed].map(({ call }) => `${call.endpoint} ${call.action}`);
    expect([...new Set(world.cloud.requests.map((request) => request.site))]).toEqual(sites);
    const types = outbox.flatMap(({ type, night }) => (night ? [] : [type]));
    expect([...new Set(types)].sort()).toEqual([...leader, feed].flatMap(({ events }) => events).sort());
    const shown = [...Object.keys(readings), ...Object.values(devices).flatMap((one) => Object.keys(one.readings))];
    const feeds = shown.map((key) => allMetrics().find((metric) => metric.key === key)?.feed);
    const own = [...leader, ...(feed.name === 'ecg_signals' ? [] : [feed])].map(({ name }) => name);
    expect(new Set(feeds.filter((name) => name !== undefined))).toEqual(new Set(own));
  });

  it('has those that follow another one behind it', () => {
    const names = FEEDS.map(({ name }) => name);
    const following = FETCHED_FEEDS.filter(({ follows }) => follows !== undefined);

    expect(following.map(({ name }) => name)).toEqual(['nights', 'ecg_signals']);
    for (const { name, follows } of following) expect(names.indexOf(follows!)).toBeLessThan(names.indexOf(name));
  });

  it('asks an account only for what it wants', () => {
    const names = (intraday: boolean) => feedsFor({ intraday }).map(({ name }) => name);

    expect(names(true)).toEqual(FETCHED_FEEDS.map(({ name }) => name));
    expect(names(false)).toEqual(names(true).filter((name) => name !== 'intraday'));
  });

  it('is where the types of events come from, in the order that Home Assistant has had them in', () => {
    expect(EVENT_TYPES).toEqual(['measure', 'sleep', 'nap', 'workout', 'ecg']);
  });
});
