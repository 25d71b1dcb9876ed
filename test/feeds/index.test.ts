import { describe, expect, it } from 'vitest';
import { EVENT_TYPES, FEEDS, FETCHED_FEEDS, feedOfCall } from '../../src/feeds/index.js';
import { allMetrics } from '../../src/metrics/catalogue/index.js';
import { SCOPES } from '../../src/withings/oauth.js';
import { type Answers, at, createWorld, SITES } from './cloud.js';
import { dayRow, ecgRow, page, sleepRow, workoutRow } from './rows.js';

const MORNING = at('2026-03-01T06:00:00Z');
const weighIn = (grpid: number, date: number) => ({
  ...{ grpid, attrib: 0, date, created: date, modified: date, category: 1 },
  measures: [{ type: 1, value: 70, unit: 0 }],
});
const first: Answers = {
  [SITES.measures]: { measuregrps: [weighIn(1, MORNING - 900)] },
  [SITES.activity]: page('activities', dayRow('2026-03-01', 100)),
  [SITES.sleep]: page('series', sleepRow(1, '2026-02-27T22:00:00Z', '2026-02-28T05:00:00Z')),
  [SITES.workouts]: page('series', workoutRow(1, '2026-02-28T10:00:00Z')),
  [SITES.ecgs]: page('series', ecgRow(1, '2026-02-28T10:00:00Z')),
  [SITES.goals]: { goals: { steps: 8000 } },
  [SITES.devices]: { devices: [{ hash_deviceid: 'f00d', battery: 'high' }] },
};
const second: Answers = {
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
    expect(names.filter((name) => allMetrics().every(({ feed }) => feed !== name))).toEqual([]);
  });

  it('asks for no scope that a login is not asked to allow', () => {
    expect(FETCHED_FEEDS.filter(({ scope }) => !SCOPES.includes(scope))).toEqual([]);
  });

  it.each(FETCHED_FEEDS)('has the call, the metrics and the events that are those of $name', async (feed) => {
    const world = createWorld([feed], { ...first });
    await world.round(MORNING);
    Object.assign(world.cloud.answers, second);
    const { outbox = [], readings, devices } = await world.round(MORNING + 600);

    const site = `${feed.call.endpoint} ${feed.call.action}`;
    expect([...new Set(world.cloud.requests.map((request) => request.site))]).toEqual([site]);
    expect([...new Set(outbox.map(({ type }) => type))].sort()).toEqual([...feed.events].sort());
    const shown = [...Object.keys(readings), ...Object.values(devices).flatMap((one) => Object.keys(one.readings))];
    const feeds = shown.map((key) => allMetrics().find((metric) => metric.key === key)?.feed);
    expect(new Set(feeds.filter((name) => name !== undefined))).toEqual(new Set([feed.name]));
  });

  it('is where the types of events come from, in the order that Home Assistant has had them in', () => {
    expect(EVENT_TYPES).toEqual(['measure', 'sleep', 'nap', 'workout', 'ecg']);
  });
});
