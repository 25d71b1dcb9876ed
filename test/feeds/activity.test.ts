import { describe, expect, it } from 'vitest';
import { activity } from '../../src/feeds/activity.js';
import { at, createWorld, SITES } from './cloud.js';
import { dayRow, page } from './rows.js';
import { valuesOf } from './samples.js';

const PHONE = { brand: 18, is_tracker: false, hash_deviceid: null, model: 'Google Fit', modelid: 1055 };

async function synced(now: string, ...rows: unknown[]) {
  const world = createWorld([activity], { [SITES.activity]: page('activities', ...rows) });
  await world.round(at(now));
  expect(world.errors).toEqual([]);
  return {
    ...world,
    values: () => valuesOf(world.sync.state()),
    async answer(time: string, ...next: unknown[]) {
      world.cloud.answers[SITES.activity] = page('activities', ...next);
      return valuesOf(await world.round(at(time)));
    },
  };
}

describe('the activity feed', () => {
  it('asks for the days around the account’s own today', async () => {
    const { cloud } = await synced('2026-02-28T23:30:00Z');

    expect(cloud.requests[0]?.params).toMatchObject({ startdateymd: '2026-02-21', enddateymd: '2026-03-02' });
  });

  it('has no metric before there is a row', async () => {
    expect((await synced('2026-03-01T12:00:00Z')).values()).toEqual({});
  });

  it('shows the row of today that counts, never a sum, never yesterday’s', async () => {
    const { values } = await synced(
      '2026-03-01T12:00:00Z',
      dayRow('2026-03-01', 9000, PHONE),
      dayRow('2026-03-01', 4000),
      dayRow('2026-02-28', 12_000),
    );

    expect(values()).toEqual({ activity_steps: 4000 });
  });

  it('shows nothing of yesterday before today’s row is there, and the row when it comes late', async () => {
    const yesterday = dayRow('2026-02-28', 12_000, { hr_average: 64 });
    const { values, answer } = await synced('2026-03-01T12:00:00Z', yesterday);
    expect(values()).toEqual({ activity_steps: 0, activity_heart_rate_average: null });

    const after = await answer('2026-03-01T13:00:00Z', yesterday, dayRow('2026-03-01', 7, { hr_average: 70 }));

    expect(after).toEqual({ activity_steps: 7, activity_heart_rate_average: 70 });
  });

  it('goes over to the watch when its row comes after the phone’s', async () => {
    const { values, answer } = await synced('2026-03-01T12:00:00Z', dayRow('2026-03-01', 500, PHONE));
    expect(values()).toEqual({ activity_steps: 500 });

    const after = await answer('2026-03-01T13:00:00Z', dayRow('2026-03-01', 500, PHONE), dayRow('2026-03-01', 450));

    expect(after).toEqual({ activity_steps: 450 });
  });

  it('corrects a total downward, and keeps the last reset', async () => {
    const { sync, answer } = await synced('2026-03-01T12:00:00Z', dayRow('2026-03-01', 500));
    const before = sync.state().readings.activity_steps;

    expect(await answer('2026-03-01T13:00:00Z', dayRow('2026-03-01', 400))).toEqual({ activity_steps: 400 });
    expect(sync.state().readings.activity_steps?.lastReset).toBe(before?.lastReset);
  });

  it('shows a row of tomorrow when tomorrow comes, also without the cloud', async () => {
    const { sync, time, values } = await synced(
      '2026-03-01T22:00:00Z',
      dayRow('2026-03-01', 9000),
      dayRow('2026-03-02', 11),
    );
    expect(values()).toEqual({ activity_steps: 9000 });

    time.now = at('2026-03-01T23:00:00Z');
    sync.change((state) => state);

    expect(values()).toEqual({ activity_steps: 11 });
  });

  it.each([[page('activities')], [{ activities: {} }], [[]], [null], [page('activities', { steps: 5 })]])(
    'forgets nothing over the answer %j',
    async (body) => {
      const { cloud, round, sync, values } = await synced('2026-03-01T12:00:00Z', dayRow('2026-03-01', 9000));
      cloud.answers[SITES.activity] = body;

      await round(at('2026-03-01T13:00:00Z'));

      expect(values()).toEqual({ activity_steps: 9000 });
      expect(sync.state().activity).toHaveLength(1);
    },
  );

  it('keeps one row a day', async () => {
    const days = ['22', '23', '24', '25', '26', '27', '28'].map((day) => dayRow(`2026-02-${day}`, 1000 * Number(day)));
    const doubled = days.flatMap((row) => [{ ...row, ...PHONE, steps: 1 }, row]);

    const { values, sync } = await synced('2026-03-01T12:00:00Z', ...doubled, dayRow('2026-03-01', 1));

    expect(values()).toEqual({ activity_steps: 1 });
    expect(sync.state().activity).toHaveLength(8);
  });

  it('tells the zone of an account without measures, and leaves alone one that is known', async () => {
    const row = dayRow('2026-03-01', 5, { timezone: 'Asia/Kolkata' });
    const zoneless = createWorld([activity], { [SITES.activity]: page('activities', row) });
    zoneless.sync.change(({ zone: _, ...state }) => state);

    expect((await zoneless.round(at('2026-03-01T12:00:00Z'))).zone).toBe('Asia/Kolkata');
    expect((await synced('2026-03-01T12:00:00Z', row)).sync.state().zone).toBe('Europe/Berlin');
  });
});
