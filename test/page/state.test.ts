import { describe, expect, it } from 'vitest';
import { FEEDS } from '../../src/feeds/index.js';
import { allMetrics, anyMetric } from '../../src/metrics/catalogue/index.js';
import { pageState } from '../../src/page/state.js';
import { isSmaller, stateChange } from '../../src/page/state-change.js';
import { valueKindOf } from '../../src/page/value-view.js';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';
import { type InventedHouse, inventedHouse, NOON, withValue } from './invented-house.js';

const NOW = NOON / 1000;
const HOUR = 3600;
const DAY = 24 * HOUR;

const DEVICE = {
  ...{ id: 'd1', type: 'Scale', modelId: 5, battery: 'low', timezone: undefined },
  ...{ firstSession: undefined, lastSession: NOW - HOUR, firmware: undefined },
};

function withDevice(device: { readonly id?: string; readonly model?: string | undefined }, more = {}): PersonState {
  const battery = withValue('battery', 'low', NOW - HOUR).readings;
  return {
    ...EMPTY_PERSON,
    zone: 'Europe/Berlin',
    devices: {
      d1: { device: { ...DEVICE, model: 'Body+' as string | undefined, ...device }, readings: battery, ...more },
    },
  };
}

const anna = (house: InventedHouse) => pageState(house, false).people[0]!;

describe('the state', () => {
  it('of a person without any data is whole, and says that nothing is there', () => {
    const house = inventedHouse();
    house.become('anna', { userId: undefined, authorization: 'required', loginProblem: 'not authorised yet' });

    const state = pageState(house, true);

    expect(state).toMatchObject({
      ...{ version: '1.2.3', now: '2026-11-29T12:00:00.000Z', next_fetch: '2026-11-29T12:01:00.000Z' },
      ...{ devices: [], signed_in: true, can_import: false },
    });
    expect(state.people[0]).toMatchObject({
      ...{ name: 'anna', display_name: 'Anna', user_id: null, units: 'metric', zone: null },
      ...{ authorization: 'required', login_problem: 'not authorised yet', last_sync: null, next_fetch: null },
      ...{ metrics: {}, connecting: null },
    });
    expect(state.people[0]!.feeds.find(({ name }) => name === 'measures')).toEqual({
      ...{ name: 'measures', last_success: null, next_fetch: null, last_error: null },
      archive: { since: null, complete: false },
    });
    expect(state.errors).toEqual([
      {
        ...{ account: 'anna', feed: null, code: 'login_lost' },
        error: 'Withings does not let the bridge in for Anna; connect Anna here.',
        fields: { account: 'anna', name: 'Anna', reason: 'not authorised yet' },
      },
    ]);
  });

  it('shows values in the units and the zone of the account', () => {
    const house = inventedHouse();
    for (const name of ['anna', 'ben']) house.become(name, { state: withValue('weight', 80, NOW - HOUR) });

    const [metric, us] = pageState(house, false).people.map(({ metrics }) => metrics.weight);

    expect(metric).toEqual({
      ...{ names: { en: 'Weight', de: 'Gewicht' }, value: 80, unit: 'kg', kind: 'number', precision: 2 },
      ...{ taken: '2026-11-29T12:00:00+01:00', stale: false, feed: 'measures', device_model: 'Body+' },
    });
    expect(us).toMatchObject({ value: 176.3698, unit: 'lb' });
  });

  it.each([
    ['weight', 13 * DAY, false],
    ['weight', 15 * DAY, true],
    ['bmi', 15 * DAY, true],
    ['height', 3000 * DAY, false],
    ['activity_steps', 3 * DAY, true],
    ['sleep_total_average_7d', 3 * DAY, true],
    ['goal_steps', 3000 * DAY, false],
  ])('%s of %s seconds ago is old: %s', (key, age, stale) => {
    const house = inventedHouse();
    house.become('anna', { state: withValue(key, 1, NOW - age) });

    expect(anna(house).metrics[key]?.stale).toBe(stale);
  });

  it('has no time where there is none, and leaves out what no catalogue knows', () => {
    const house = inventedHouse();
    const known = withValue('goal_steps', null, 0);
    house.become('anna', { state: { ...known, readings: { ...known.readings, ...withValue('gone', 1, 5).readings } } });

    expect(anna(house).metrics).toEqual({
      goal_steps: expect.objectContaining({ value: null, taken: null, stale: false, kind: 'number' }),
    });
  });

  it('tells of feeds how they are, and of their past', () => {
    const house = inventedHouse();
    const past = { from: '2024-01-01', complete: false, begun: 0, recent: 0, empty: 0 };
    const feeds = {
      measures: { lastSuccess: NOW - HOUR, next: NOW + 60, past },
      activity: { lastSuccess: NOW, next: NOW + 30, lastError: 'an old one', past: { ...past, complete: true } },
    };
    const problems = new Map([['activity', 'no answer in time']]);
    house.become('anna', { state: { ...EMPTY_PERSON, feeds }, problems, lastSync: NOW - HOUR });

    const view = anna(house);

    // The newest of all feeds; the other one is the oldest.
    expect(view.last_fetch).toBe('2026-11-29T12:00:00Z');
    expect([view.last_sync, view.next_fetch]).toEqual(['2026-11-29T11:00:00Z', '2026-11-29T12:00:30Z']);
    expect(view.feeds.slice(0, 2)).toMatchObject([
      { name: 'measures', last_error: null, archive: { since: '2024-01-01', complete: false } },
      { name: 'activity', last_error: 'no answer in time', archive: { since: null, complete: true } },
    ]);
    expect(pageState(house, false).errors).toEqual([
      {
        ...{ account: 'anna', feed: 'activity', code: 'feed_failed' },
        error: 'Anna: activity did not come in (no answer in time); the bridge tries again by itself.',
        fields: { account: 'anna', name: 'Anna', feed: 'activity', reason: 'no answer in time' },
      },
    ]);
  });

  it('tells of a destination that takes nothing, as long as that is so', () => {
    const unwell = [{ name: 'influx', reason: 'HTTP 503', since: NOON }];
    const state = pageState(inventedHouse({ unwellSinks: () => unwell }), false);

    expect(state.errors).toEqual([
      {
        ...{ account: null, feed: null, code: 'sink_unwell' },
        error: 'Readings do not reach influx (HTTP 503); they wait, and the bridge tries again by itself.',
        fields: { sink: 'influx', reason: 'HTTP 503' },
      },
    ]);
    const well = pageState(inventedHouse(), false);
    expect(stateChange(well, state)).toEqual({ now: well.now, errors: [] });
  });

  it('shows a device that two share once', () => {
    const house = inventedHouse();
    for (const name of ['anna', 'ben']) house.become(name, { state: withDevice({}) });

    expect(pageState(house, false).devices).toEqual([
      {
        ...{ id: 'd1', model: 'Body+', accounts: ['anna', 'ben'], battery: 'low' },
        last_contact: '2026-11-29T12:00:00+01:00',
        metrics: { battery: expect.objectContaining({ value: 'low', kind: 'text' }) },
      },
    ]);
  });

  it('shows a device without a name, and none that Withings does not list any more', () => {
    const house = inventedHouse();
    house.become('anna', { state: withDevice({ model: undefined }) });
    house.become('ben', { state: withDevice({ id: 'd2' }, { missingSince: NOW }) });

    expect(pageState(house, false).devices).toMatchObject([{ model: null, accounts: ['anna'] }]);
  });

  it.each(['Ann 🏃‍♀️', 'שָׁלוֹם', '<script>alert(1)</script>', '"; drop table'])('takes the name %s as it is', (name) => {
    const accounts = `[{ name: anna, display_name: ${JSON.stringify(name)} }]`;
    const house = inventedHouse({ accounts });

    expect(JSON.parse(JSON.stringify(pageState(house, false))).people[0].display_name).toBe(name);
  });

  it('can give Home Assistant the past where that is known', () => {
    const house = inventedHouse();
    const homeassistant = { ...house.config.homeassistant, url: 'http://ha', token: 't' };

    expect(pageState({ ...house, config: { ...house.config, homeassistant } }, false).can_import).toBe(true);
  });
});

it('every metric has a kind by which the page can write it, and it does not change when the value is gone', () => {
  const byKind = { number: 1, text: 'a', time: 1_700_000_000, boolean: true } as const;
  for (const metric of allMetrics()) {
    const kind = valueKindOf(metric, null);
    expect(valueKindOf(metric, byKind[kind]), metric.key).toBe(kind);
  }
});

it('what is computed is made from a feed that there is', () => {
  const made = allMetrics().flatMap(({ madeFrom }) => madeFrom ?? []);

  expect(made.length).toBeGreaterThan(5);
  for (const feed of made) expect(FEEDS.map(({ name }) => name)).toContain(feed);
  expect(anyMetric('bmi')?.feed).toBeUndefined();
});

describe('a change', () => {
  it('has only those whom it is about, and the time', () => {
    const house = inventedHouse();
    const before = pageState(house, false);
    house.become('ben', { state: withValue('weight', 80, NOW) });

    const change = stateChange(pageState(house, false), before);

    expect(Object.keys(change ?? {}).sort()).toEqual(['now', 'people']);
    expect(change?.people?.map(({ name }) => name)).toEqual(['ben']);
  });

  it('is none where only time has gone by', () => {
    const house = inventedHouse();
    const before = pageState(house, false);

    expect(stateChange({ ...pageState(house, false), now: 'later' }, before)).toBeUndefined();
  });

  it('has the other parts as a whole', () => {
    const before = pageState(inventedHouse(), false);

    expect(stateChange({ ...before, next_fetch: null, now: 'n' }, before)).toEqual({ now: 'n', next_fetch: null });
  });

  it('cannot say that a device is gone', () => {
    const house = inventedHouse();
    const after = pageState(house, false);
    house.become('anna', { state: withDevice({}) });
    const before = pageState(house, false);

    expect([isSmaller(after, before), isSmaller(before, after)]).toEqual([true, false]);
  });
});
