import { describe, expect, it } from 'vitest';
import { activity } from '../../src/feeds/activity.js';
import { accountMetric } from '../../src/metrics/catalogue/index.js';
import { readingPayloads } from '../../src/mqtt/payload.js';
import type { PersonState } from '../../src/store/person-state.js';
import { TransportError } from '../../src/withings/errors.js';
import { createTrendWorld } from '../bridge/trend-world.js';
import { at, createWorld, SITES } from './cloud.js';
import { dayRow, page } from './rows.js';

const HEART = { hr_average: 70, hr_zone_0: 600, distance: 800 };

/** Anna in a zone, with a row of activity for a day; synced in the middle of that day. */
async function dayIn(zone: string, date: string, noon = `${date}T12:00:00Z`) {
  const world = createWorld(
    [activity],
    { [SITES.activity]: page('activities', dayRow(date, 5000, { ...HEART, timezone: zone })) },
    { zone },
  );
  await world.round(at(noon));
  expect(shown(world.sync.state())).toMatchObject({ steps: 5000, rate: 70 });
  return {
    ...world,
    /** The account's midnight, or whatever else happens, while the cloud is away. */
    at(iso: string, change = (state: PersonState): PersonState => state) {
      world.time.now = at(iso);
      world.sync.change(change);
      return shown(world.sync.state());
    },
  };
}

function shown({ readings }: PersonState) {
  const { activity_steps: steps, activity_heart_rate_average: rate, activity_distance: distance } = readings;
  expect(distance?.lastReset).toBe(steps?.lastReset);
  return { steps: steps?.value, rate: rate?.value, reset: new Date((steps?.lastReset ?? 0) * 1000).toISOString() };
}

const yesterday = (steps: number, reset: string) => ({ steps, rate: 70, reset });
const begun = (reset: string) => ({ steps: 0, rate: null, reset });

describe("the account's midnight", () => {
  it.each([
    ['a day of 23 hours', 'Europe/Amsterdam', '2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['a day of 25 hours', 'Europe/Amsterdam', '2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['a day of 23 hours', 'America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
    ['a day of 25 hours', 'America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
    ['half an hour beside', 'Asia/Kolkata', '2026-03-01', '2026-02-28T18:30:00.000Z', '2026-03-01T18:30:00.000Z'],
    ['a leap day', 'Europe/Amsterdam', '2028-02-29', '2028-02-28T23:00:00.000Z', '2028-02-29T23:00:00.000Z'],
    ['the day before a leap day', 'UTC', '2028-02-28', '2028-02-28T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
  ])('%s, %s: totals are 0 with a new last reset, rates have no value', async (_, zone, date, midnight, next) => {
    const anna = await dayIn(zone, date);
    const second = (iso: string, by: number) => new Date(Date.parse(iso) + by * 1000).toISOString();

    expect(anna.at(second(next, -1))).toEqual(yesterday(5000, midnight));
    expect(anna.at(next)).toEqual(begun(next));
    expect(anna.at(second(next, 3600))).toEqual(begun(next));
  });

  it('comes while the cloud is away, be it through the round that fails', async () => {
    const anna = await dayIn('Europe/Amsterdam', '2026-03-01');
    anna.cloud.answers[SITES.activity] = new TransportError('the line is dead');

    const state = await anna.round(at('2026-03-02T06:00:00Z'));

    expect(shown(state)).toEqual(begun('2026-03-01T23:00:00.000Z'));
    expect(anna.errors).toHaveLength(1);
  });

  it('changes nothing within the day', async () => {
    const anna = await dayIn('Europe/Amsterdam', '2026-03-01');
    const before = anna.sync.state();

    anna.at('2026-03-01T22:59:59Z');

    expect(anna.sync.state()).toBe(before);
  });

  it('says when the totals began, in the account’s time, and of rates it does not', async () => {
    const anna = await dayIn('Asia/Kolkata', '2026-03-01');
    anna.at('2026-03-01T18:30:00Z');

    const { activity_steps, activity_heart_rate_average } = anna.sync.state().readings;
    const attributes = [activity_steps, activity_heart_rate_average].map((reading) => {
      const { attributes } = readingPayloads(reading!, accountMetric(reading!.metric)!, {
        units: 'metric',
        zone: 'Asia/Kolkata',
      });
      return JSON.parse(attributes) as Record<string, unknown>;
    });

    expect(attributes[0]).toMatchObject({ value: 0, last_reset: '2026-03-02T00:00:00+05:30', device_id: null });
    expect(attributes[1]).toMatchObject({ value: null });
    expect(attributes[1]).not.toHaveProperty('last_reset');
  });

  it('is nothing to an account that has no activity', () => {
    const world = createWorld([]);
    const before = world.sync.state();

    world.time.now += 30 * 86_400;
    world.sync.change((state) => state);

    expect(world.sync.state()).toBe(before);
  });

  it('can come back, when the cloud says that the clock was wrong', async () => {
    const anna = await dayIn('Europe/Amsterdam', '2026-03-01');
    anna.at('2026-03-05T12:00:00Z');

    anna.cloud.serverTime.now = at('2026-03-01T13:00:00Z') * 1000;
    expect(anna.at('2026-03-01T13:00:00Z')).toEqual(yesterday(5000, '2026-02-28T23:00:00.000Z'));
  });
});

describe('a traveller', () => {
  const to = (zone: string) => (state: PersonState) => ({ ...state, zone });

  it('who flies west is in the day before again, with its row', async () => {
    const anna = await dayIn('Europe/Amsterdam', '2026-03-01');
    expect(anna.at('2026-03-02T01:00:00Z')).toEqual(begun('2026-03-01T23:00:00.000Z'));

    expect(anna.at('2026-03-02T02:00:00Z', to('America/New_York'))).toEqual(
      yesterday(5000, '2026-02-28T23:00:00.000Z'),
    );
    expect(anna.at('2026-03-02T05:00:00Z')).toEqual(begun('2026-03-01T23:00:00.000Z'));
    expect(anna.at('2026-03-03T05:00:00Z')).toEqual(begun('2026-03-03T05:00:00.000Z'));
  });

  it('who flies east is in the next day at once', async () => {
    const anna = await dayIn('America/New_York', '2026-03-01');

    expect(anna.at('2026-03-02T02:00:00Z', to('Europe/Amsterdam'))).toEqual(begun('2026-03-01T23:00:00.000Z'));
  });

  it('who stays in the same day keeps the count, from the midnight at which it began', async () => {
    const anna = await dayIn('Europe/Amsterdam', '2026-03-01');

    const before = anna.sync.state().readings;
    for (const zone of ['America/New_York', 'Asia/Kolkata']) {
      anna.at('2026-03-01T14:00:00Z', to(zone));
      expect(anna.sync.state().readings).toEqual(before);
    }
    expect(before.activity_steps?.lastReset).toBe(at('2026-02-28T23:00:00Z'));
  });

  it('keeps the average of the days before as it was', async () => {
    const rows = [24, 25, 26, 27].map((day) => dayRow(`2026-02-${day}`, day * 100));
    const world = await createTrendWorld([activity], { [SITES.activity]: page('activities', ...rows) });
    const before = (await world.round(at('2026-02-28T12:00:00Z'))).readings.activity_steps_average_7d;
    expect(before?.value).toBe(2550);

    world.sync.change(to('America/New_York'));

    expect((await world.refresh()).readings.activity_steps_average_7d).toBe(before);
    expect((await world.round(at('2026-02-28T12:10:00Z'))).readings.activity_steps_average_7d).toBe(before);
  });

  it('has no midnight remembered before the zone is known', async () => {
    const rows = [dayRow('2026-03-01', 5000, { timezone: undefined })];
    const feeds = [activity];
    const world = createWorld(feeds, { [SITES.activity]: page('activities', ...rows) }, { zone: undefined as never });
    await world.round(at('2026-03-01T13:00:00Z'));

    expect(world.sync.state().midnights).toBeUndefined();
    world.sync.change(to('Europe/Amsterdam'));

    expect(world.sync.state().readings.activity_steps?.lastReset).toBe(at('2026-02-28T23:00:00Z'));
  });

  it('leaves a handful of midnights, however long it goes on', async () => {
    const anna = await dayIn('Europe/Amsterdam', '2026-03-01');

    for (let day = 1; day <= 28; day++) anna.at(`2026-04-${String(day).padStart(2, '0')}T12:00:00Z`);

    expect(Object.keys(anna.sync.state().midnights ?? {}).length).toBeLessThan(14);
  });
});
