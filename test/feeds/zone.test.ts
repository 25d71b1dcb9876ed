import { describe, expect, it } from 'vitest';
import { activity } from '../../src/feeds/activity.js';
import { devices } from '../../src/feeds/devices.js';
import { withZone, type ZoneEvidence } from '../../src/feeds/zone.js';
import { at, createWorld, SITES } from './cloud.js';
import { dayRow, page } from './rows.js';
import { DAY, EMPTY, NOW } from './samples.js';

const told = (feed: ZoneEvidence['feed'], zone: string | undefined, time = NOW): ZoneEvidence => ({
  feed,
  zone,
  at: time,
  last: NOW + 99 * DAY,
});
/** The zone after each piece of evidence. */
const zoneAfter = (...all: ZoneEvidence[]) => all.reduce(withZone, EMPTY).zone;

describe('withZone', () => {
  it.each(['measures', 'activity', 'devices'] as const)('follows the %s, the newest evidence', (feed) => {
    expect(zoneAfter(told(feed, 'Asia/Tokyo'), told(feed, 'Europe/Paris', NOW + 60))).toBe('Europe/Paris');
    expect(zoneAfter(told(feed, 'Asia/Tokyo'), told(feed, undefined, NOW + 60))).toBe('Asia/Tokyo');
  });

  it.each(['activity', 'devices'] as const)('takes no older evidence of the %s', (feed) => {
    expect(zoneAfter(told(feed, 'Asia/Tokyo'), told(feed, 'Europe/Paris', NOW - 60))).toBe('Asia/Tokyo');
  });

  it.each([
    ['measures', 'activity'],
    ['measures', 'devices'],
    ['activity', 'devices'],
  ] as const)('takes the %s before the %s, unless these are newer by more than a day', (better, worse) => {
    const known = told(better, 'Asia/Tokyo');

    expect(zoneAfter(known, told(worse, 'Europe/Paris', NOW + 3600))).toBe('Asia/Tokyo');
    expect(zoneAfter(known, told(worse, 'Europe/Paris', NOW + DAY))).toBe('Europe/Paris');
    expect(zoneAfter(told(worse, 'Europe/Paris', NOW + 3600), known)).toBe('Asia/Tokyo');
  });

  it('goes by the measures as long as they come in', () => {
    const state = {
      ...withZone(EMPTY, told('measures', 'Asia/Tokyo')),
      feeds: { measures: { lastSuccess: NOW + 9 * DAY } },
    };

    expect(withZone(state, told('activity', 'Europe/Paris', NOW + 9 * DAY)).zone).toBe('Asia/Tokyo');
    expect(withZone(state, told('activity', 'Europe/Paris', NOW + 10 * DAY)).zone).toBe('Europe/Paris');
  });

  it('goes by any feed rather than by one that is gone', () => {
    const state = withZone(
      { ...EMPTY, zone: 'Asia/Tokyo', zoneFrom: { feed: 'moods', at: NOW } },
      told('devices', 'UTC'),
    );

    expect([state.zone, state.zoneFrom?.feed]).toEqual(['UTC', 'devices']);
  });

  it.each(['activity', 'devices'] as const)('goes by no %s of a time that cannot be', (feed) => {
    const state = { ...EMPTY, zone: 'Asia/Tokyo', zoneFrom: { feed, at: NOW + 100 * DAY } };

    for (const other of ['activity', 'devices'] as const) {
      const after = withZone(state, told(other, 'Europe/Paris', NOW - DAY * 3));
      expect([after.zone, after.zoneFrom]).toEqual(['Europe/Paris', { feed: other, at: NOW - DAY * 3 }]);
    }
  });

  it('changes nothing when the measures say the same again', () => {
    const state = withZone(EMPTY, told('measures', 'Asia/Tokyo'));

    expect(withZone(state, told('measures', 'Asia/Tokyo', NOW + 60))).toBe(state);
  });
});

describe('the zone of an account that may not read its measures', () => {
  it('is the one in which its day was counted last, whatever the order of rows', async () => {
    const rows = [
      dayRow('2026-03-02', 900, { timezone: 'America/New_York', modified: at('2026-03-02T15:00:00Z') }),
      dayRow('2026-03-02', 300, {
        timezone: 'Europe/Berlin',
        modified: at('2026-03-02T06:00:00Z'),
        hash_deviceid: 'phone',
      }),
      dayRow('2026-03-01', 5000, { modified: at('2026-03-02T16:00:00Z') }),
    ];
    for (const order of [rows, rows.toReversed()]) {
      const start = { zone: undefined as never, zoneFrom: undefined as never };
      const world = createWorld(
        [activity],
        { [SITES.activity]: page('activities', dayRow('2026-03-01', 4000)) },
        start,
      );
      expect((await world.round(at('2026-03-01T20:00:00Z'))).zone).toBe('Europe/Berlin');
      world.cloud.answers[SITES.activity] = page('activities', ...order);

      expect((await world.round(at('2026-03-02T16:00:00Z'))).zone).toBe('America/New_York');
    }
  });
});

describe('the zone of an account with a device whose clock is ahead', () => {
  const YEARS = 10 * 365 * DAY;
  const device = (deviceid: string, timezone: string, last_session_date: number) => ({
    ...{ deviceid, hash_deviceid: deviceid, type: 'Scale', model: 'Body+', model_id: 5, battery: 'high' },
    ...{ timezone, first_session_date: 1_600_000_000, last_session_date },
  });
  const ahead = device('scale', 'Asia/Tokyo', NOW + YEARS);
  const devicesAre = (...list: object[]) => ({ [SITES.devices]: { devices: list } });
  const nothing = { zone: undefined as never, zoneFrom: undefined as never };

  it('stays the one that the measures tell', async () => {
    const start = { zoneFrom: { feed: 'measures', at: NOW - 60 }, feeds: { measures: { lastSuccess: NOW - 60 } } };
    const world = createWorld([devices], devicesAre(ahead), start);

    expect((await world.round()).zone).toBe('Europe/Berlin');
  });

  it('is the one of the device that was used last, of those that can tell', async () => {
    const world = createWorld([devices], devicesAre(ahead, device('watch', 'Europe/Paris', NOW - DAY)), nothing);

    const { zone, zoneFrom } = await world.round();

    expect([zone, zoneFrom]).toEqual(['Europe/Paris', { feed: 'devices', at: NOW - DAY }]);
  });

  it('is its own only as long as nobody else tells one', async () => {
    const row = dayRow('2026-03-01', 900, { timezone: 'America/New_York', modified: NOW - 9 * DAY });
    const world = createWorld([devices], devicesAre(ahead), nothing);
    const alone = await world.round();

    const both = createWorld(
      [devices, activity],
      { ...devicesAre(ahead), [SITES.activity]: page('activities', row) },
      alone,
    );

    expect(alone.zone).toBe('Asia/Tokyo');
    expect((await both.round()).zone).toBe('America/New_York');
  });

  it('heals where it was taken before', async () => {
    const start = { zone: 'Asia/Tokyo', zoneFrom: { feed: 'devices', at: NOW + YEARS } };
    const row = dayRow('2026-03-01', 900, { timezone: 'America/New_York', modified: NOW - 60 });
    const answers = { ...devicesAre(ahead), [SITES.activity]: page('activities', row) };

    for (const order of [[devices], [activity], [devices, activity]]) {
      const { zone } = await createWorld(order, answers, start).round();
      expect(zone).toBe(order.includes(activity) ? 'America/New_York' : 'Asia/Tokyo');
    }
  });
});
