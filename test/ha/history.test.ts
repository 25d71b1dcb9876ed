import { describe, expect, it } from 'vitest';
import { agePast } from '../stored.js';
import { compareSteps, countSteps } from './counted.js';
import { history, STEPS, syncedHouse, syncOnce, tenClosedYears, WEIGHT } from './history-command.js';
import type { House } from './house.js';
import { compareWeights, hoursOf, measuredHours, WEIGHT_TYPE } from './statistics.js';

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

describe('history', () => {
  it('brings ten years into the statistics, once, and follows what is changed later', async () => {
    const house = await syncedHouse({ prepare: tenClosedYears });
    const { ha, anna } = house;
    const now = Math.floor(Date.now() / 1000);
    await renameWeight(house);
    const own = await countSteps(house);

    const first = await history(house);

    expect(first.code, first.stderr).toBe(0);
    expect(measuredHours(anna, WEIGHT_TYPE, now).size).toBeGreaterThan(4500);
    compareWeights(await hoursOf(house, RENAMED, { mass: 'kg' }), house, now);
    await compareSteps(house, own);
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
    agePast(house.data('.'), 'measures');
    await syncOnce(house, [RENAMED, STEPS]);
    const later = Math.floor(Date.now() / 1000);
    const third = await history(house, ['--metrics', 'weight']);
    // And the hour of this morning's weigh-in, where Home Assistant has closed it only now.
    expect(third.stdout).toMatch(/^written:\nentity +rows .*\nsensor\.annas_gewicht +[23] /);
    compareWeights(await hoursOf(house, RENAMED, { mass: 'kg' }), house, later);
  });
});
