import { expect, it } from 'vitest';
import { withStore } from '../stored.js';
import { history, syncedHouse } from './history-command.js';
import { ANNA } from './house.js';
import { hoursOf } from './statistics.js';

const ID = `withings2mqtt:${ANNA}_sleep_heart_rate`;

it('nights minute by minute have statistics of their own, by the hour', async () => {
  const house = await syncedHouse();
  const { ha, data } = house;
  const points = await withStore(data('.'), async ({ series }) => {
    const nights = await series.list(String(ANNA), 'night', 0, Date.now() / 1000);
    const all = await Promise.all(nights.map(({ id }) => series.get(String(ANNA), 'night', id)));
    return all.flatMap((night) => (night?.kind === 'night' ? (night.fields.hr ?? []) : []));
  });
  expect(points.length).toBeGreaterThan(100);

  const first = await history(house);
  const again = await history(house);

  expect([first.code, again.stdout]).toEqual([0, 'Home Assistant has all of it already\n']);
  const rows = await hoursOf(house, ID);
  expect(rows.length).toBeGreaterThan(10);
  for (const { start, min, max } of rows) {
    const values = points.filter(([time]) => Math.floor(time / 3600) * 3600 === start / 1000).map(([, value]) => value);
    expect([min, max]).toEqual([Math.min(...values), Math.max(...values)]);
  }
  const [about] = await ha.ws<object[]>({ type: 'recorder/get_statistics_metadata', statistic_ids: [ID] });
  expect(about).toMatchObject({ source: 'withings2mqtt', name: 'Anna heart rate asleep', has_sum: false });
  expect(await ha.ws({ type: 'recorder/validate_statistics' })).toEqual({});
  expect(await ha.complaints()).toEqual([]);
});
