import { expect, it } from 'vitest';
import { PAST_FEEDS } from '../../src/feeds/index.js';
import { accountMetric, deviceMetric } from '../../src/metrics/catalogue/index.js';
import { snapshot } from '../../src/metrics/decode/user.js';
import type { Reading } from '../../src/metrics/reading.js';
import type { StatisticsSource } from '../../src/statistics/source.js';
import { at } from '../feeds/cloud.js';
import { entity, ITS_FIRST, importWorld } from './importing.js';

const SEEN = at('2026-09-20T08:15:00Z');
const PRESENT: readonly Reading[] = [
  snapshot(accountMetric('goal_weight')!, 70, SEEN),
  snapshot(accountMetric('goal_weight')!, 69, ITS_FIRST + 600),
  snapshot(accountMetric('in_bed')!, true, SEEN),
  { ...snapshot(deviceMetric('battery')!, 'low', SEEN), deviceId: 'f00d', groupId: 'devices/f00d' },
  { ...snapshot(deviceMetric('last_session')!, SEEN, at('2019-05-05T06:00:00Z')), deviceId: 'f00d' },
];

/** What Withings tells of the present only, and nothing else. */
function present(incomplete: StatisticsSource['incomplete'] = new Set()): StatisticsSource {
  const keys = new Set(PRESENT.map(({ metric }) => metric));
  const of = (key: string) => PRESENT.filter(({ metric }) => metric === key);
  const extents = [...keys].map((key) => {
    const times = of(key).map(({ takenAt }) => takenAt);
    return [key, { first: Math.min(...times), last: Math.max(...times), count: times.length }] as const;
  });
  return {
    ...{ zone: 'Europe/Amsterdam', incomplete, extents: new Map(extents) },
    readings: async (key, from, to) => of(key).filter(({ takenAt }) => takenAt >= from && takenAt < to),
  };
}

it('writes a goal at the hour in which it was seen, beside what Home Assistant has counted, and again nothing', async () => {
  const { run, ha, kept } = await importWorld();
  ha.entities.push(entity('goal_weight'));
  ha.statistic('sensor.goal_weight').hours.set(ITS_FIRST, { mean: 69.5, min: 69, max: 70 });

  const first = await run({ archive: present() });

  expect(first.count).toBe(1);
  expect(kept('sensor.goal_weight')).toEqual(['2026-09-20T08:00Z 70', '2026-09-25T10:00Z 69.5']);
  expect((await run({ archive: present() })).count).toBe(0);
});

it('does not keep a goal back while the past of others is being read', async () => {
  const { run, ha } = await importWorld();
  ha.entities.push(entity('goal_weight'));
  ha.statistic('sensor.goal_weight').hours.set(ITS_FIRST, { mean: 69, min: 69, max: 70 });

  const { count } = await run({ archive: present(new Set(PAST_FEEDS.map(({ name }) => name))) });

  expect(count).toBe(1);
});

it('names no device and no bed as left out, and looks through no year for their sake', async () => {
  const { run, ha } = await importWorld();
  ha.entities.push(entity('goal_weight'));
  ha.statistic('sensor.goal_weight').hours.set(ITS_FIRST, { mean: 69, min: 69, max: 70 });
  const years: number[] = [];

  const { left } = await run({
    archive: present(),
    since: '1970-01-02',
    onProgress: (_, all) => void years.push(all),
  });

  expect([...left.keys()]).toEqual([]);
  // Of this year, and all that lies before the first goal.
  expect(new Set(years)).toEqual(new Set([2]));
});
