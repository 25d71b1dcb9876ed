import { describe, expect, it } from 'vitest';
import { arrived } from './arrived.js';
import type { HomeAssistant } from './home-assistant.js';
import { openHouse } from './house.js';

/** What a person sees: number and unit. */
async function shown({ states }: HomeAssistant, id: string): Promise<[number, unknown]> {
  const state = (await states()).get(id);
  return [Number(state?.state), state?.attributes.unit_of_measurement];
}

describe('units', () => {
  it('are those that the account wants, where Home Assistant does not convert', async () => {
    const house = await openHouse();
    const { ha, retained } = house;
    await house.startBridge();
    await arrived(house);

    const topics = await retained('withings/ben/#');
    expect(await shown(ha, 'sensor.withings_ben_weight')).toEqual([Number(topics.get('withings/ben/weight')), 'lb']);
    expect(Number(topics.get('withings/ben/weight'))).toBeGreaterThan(150);
  });

  it('of metric data are converted by a Home Assistant in US customary units, but for weights', async () => {
    const house = await openHouse({ unitSystem: 'us_customary' });
    const { ha, retained } = house;
    await house.startBridge();
    await arrived(house);

    const topics = await retained('withings/anna/#');
    const sent = (key: string) => Number(topics.get(`withings/anna/${key}`));
    const entity = (key: string) => `sensor.withings_anna_${key}`;
    expect(await shown(ha, entity('weight'))).toEqual([sent('weight'), 'kg']);
    const converted: [string, number, string][] = [
      ['body_temperature', (sent('body_temperature') * 9) / 5 + 32, '°F'],
      ['height', sent('height') / 0.3048, 'ft'],
      ['workout_distance', sent('workout_distance') / 0.3048, 'ft'],
    ];
    for (const [key, number, unit] of converted) {
      expect(await shown(ha, entity(key)), key).toEqual([expect.closeTo(number, 1), unit]);
    }
    // Home Assistant makes feet of metres and miles of kilometres alone: miles want an account in US units.
    const miles = Number((await retained('withings/ben/#')).get('withings/ben/activity_distance'));
    expect(await shown(ha, 'sensor.withings_ben_activity_distance')).toEqual([expect.closeTo(miles, 3), 'mi']);
    expect(await ha.complaints()).toEqual([]);
  });
});
