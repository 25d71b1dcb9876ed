import { describe, expect, it } from 'vitest';
import { createZone } from '../../src/demo/zone.js';
import { history, STEPS, syncedHouse, WEIGHT } from './history-command.js';
import type { House } from './house.js';
import { compareWeights, hoursOf, measuredHours, stepsByDay, WEIGHT_TYPE } from './statistics.js';
import { stretchToTenYears } from './ten-years.js';

const WITHIN = { timeout: 30_000, interval: 250 };
const RENAMED = 'sensor.annas_gewicht';

/** A name and a unit of the person's own. */
async function renameWeight({ ha }: House): Promise<void> {
  const update = { type: 'config/entity_registry/update', entity_id: WEIGHT };
  await ha.ws({ ...update, options_domain: 'sensor', options: { unit_of_measurement: 'lb' } });
  await ha.ws({ ...update, new_entity_id: RENAMED });
  const unit = async () => (await ha.states()).get(RENAMED)?.attributes.unit_of_measurement;
  await expect.poll(unit, WITHIN).toBe('lb');
}

/** As if Home Assistant had counted steps for two days: at 4,000 when it began, at 9,000 in the evening. */
async function countSteps({ ha, anna }: House) {
  const zone = createZone(anna.timezone);
  const [before, , today] = [...stepsByDay(anna).keys()].slice(-3);
  const at = (date: string, hour: number) => new Date(zone.at(date, hour) * 1000).toISOString();
  const row = (date: string, hour: number, state: number, sum: number) => ({
    ...{ start: at(date, hour), state, sum },
    last_reset: at(date, 0),
  });
  const stats = [row(before!, 14, 4200, 200), row(before!, 23, 9000, 5000), row(today!, 1, 3000, 8000)];
  const metadata = {
    ...{ statistic_id: STEPS, source: 'recorder', name: null, unit_of_measurement: 'steps' },
    ...{ has_sum: true, mean_type: 0, unit_class: null },
  };
  await ha.ws({ type: 'recorder/import_statistics', metadata, stats });
  await expect.poll(async () => (await hoursOf({ ha } as House, STEPS)).length, WITHIN).toBe(stats.length);
  return { firstDay: before!, firstTotal: 9000, base: -4000, rows: await hoursOf({ ha } as House, STEPS) };
}

/** What Home Assistant shows of each day. */
async function changes({ ha, anna }: House): Promise<(number | null | undefined)[]> {
  const [first] = [...stepsByDay(anna).keys()].sort();
  const zone = createZone(anna.timezone);
  const iso = (date: string) => new Date(zone.at(date, 0) * 1000).toISOString();
  const command = {
    type: 'recorder/statistics_during_period',
    period: 'day',
    types: ['change'],
    start_time: iso(first!),
  };
  const result = await ha.ws<Record<string, { change?: number | null }[]>>({ ...command, statistic_ids: [STEPS] });
  return (result[STEPS] ?? []).map(({ change }) => change);
}

describe('history', { timeout: 400_000 }, () => {
  it('brings ten years into the statistics, once, and follows what is changed later', async () => {
    const house = await syncedHouse({ prepare: stretchToTenYears });
    const { ha, anna } = house;
    const now = Math.floor(Date.now() / 1000);
    await renameWeight(house);
    const own = await countSteps(house);

    const first = await history(house);

    expect(first.code, first.stderr).toBe(0);
    expect(measuredHours(anna, WEIGHT_TYPE, now).size).toBeGreaterThan(4500);
    compareWeights(await hoursOf(house, RENAMED, { mass: 'kg' }), house, now);
    const steps = await hoursOf(house, STEPS);
    expect(steps.slice(-own.rows.length)).toEqual(own.rows);
    const days = [...stepsByDay(anna)].filter(([date]) => date < own.firstDay).sort();
    const past = steps.slice(0, -own.rows.length);
    expect(past.map(({ state }) => state)).toEqual(days.map(([, count]) => count));
    expect(past.at(-1)?.sum).toBe(own.base);
    const differences = past.slice(1).map(({ sum }, index) => Number(sum) - Number(past[index]?.sum));
    expect(differences).toEqual(days.slice(1).map(([, count]) => count));
    const shown = (await changes(house)).slice(0, days.length + 1);
    expect(shown).toEqual([...days.map(([, count]) => count), own.firstTotal]);
    expect(await ha.ws({ type: 'recorder/validate_statistics' })).toEqual({});
    expect(await ha.complaints()).toEqual([]);

    const second = await history(house);
    expect(second.stdout).toBe('Home Assistant has all of it already\n');

    const weighIns = anna.measuregrps.filter(({ measures }) => measures.some(({ type }) => type === WEIGHT_TYPE));
    anna.measuregrps.splice(anna.measuregrps.indexOf(weighIns[1000]!), 1);
    const heavier = weighIns[2000]!;
    heavier.measures = heavier.measures.map((one) =>
      one.type === WEIGHT_TYPE ? { ...one, value: one.value + 1000 } : one,
    );
    const third = await history(house, ['--metrics', 'weight']);
    expect(third.stdout).toMatch(/^written:\nentity +rows .*\nsensor\.annas_gewicht +2 /);
    compareWeights(await hoursOf(house, RENAMED, { mass: 'kg' }), house, now);
  });
});
