import { describe, expect, it } from 'vitest';
import { nextWeighIn } from '../../src/demo/invented-people.js';
import { arrived } from './arrived.js';
import { openHouse } from './house.js';

const WEIGHT = 'sensor.withings_anna_weight';
const WITHIN = { timeout: 20_000, interval: 250 };

describe('a refresh button', () => {
  it('fetches what is new at once: that of an account, and that of the bridge', async () => {
    const house = await openHouse();
    const { ha, anna, cloud, retained } = house;
    await house.startBridge();
    await arrived(house);

    for (const whose of ['anna', 'bridge']) {
      const before = await ha.state(WEIGHT);
      const calls = cloud.requests.length;
      nextWeighIn(anna, Date.now());
      await ha.call('button.press', { entity_id: `button.withings_${whose}_refresh` });

      await expect.poll(() => ha.state(WEIGHT), WITHIN).not.toBe(before);
      expect(await ha.state(WEIGHT)).toBe((await retained('withings/anna/weight')).get('withings/anna/weight'));
      expect(cloud.requests.length).toBeGreaterThan(calls);
    }
    expect(await ha.complaints()).toEqual([]);
  });
});
