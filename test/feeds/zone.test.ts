import { describe, expect, it } from 'vitest';
import { activity } from '../../src/feeds/activity.js';
import { withZone, type ZoneEvidence } from '../../src/feeds/zone.js';
import { at, createWorld, SITES } from './cloud.js';
import { dayRow, page } from './rows.js';
import { DAY, EMPTY, NOW } from './samples.js';

const told = (feed: ZoneEvidence['feed'], zone: string | undefined, time = NOW): ZoneEvidence => ({
  feed,
  zone,
  at: time,
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
