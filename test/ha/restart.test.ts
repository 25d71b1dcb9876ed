import { describe, expect, it } from 'vitest';
import { isArchived } from '../stored.js';
import { arrived } from './arrived.js';
import type { HomeAssistant } from './home-assistant.js';
import { type House, liveAtNoon, openHouse } from './house.js';

/** What Home Assistant shows of us, with all that it knows of it. */
async function shown({ states }: HomeAssistant): Promise<Record<string, unknown>> {
  const ours = [...(await states())].filter(([id]) => id.includes('.withings_'));
  return Object.fromEntries(ours.map(([id, { state, attributes }]) => [id, { state, attributes }]));
}

const BARE_VALUE = /^withings\/(anna|ben|device\/[^/]+)\/(?!availability$|reading$)[^/]+$/;

async function settled(house: House) {
  await house.startBridge();
  const { ha } = house;
  for (const name of ['anna', 'ben']) {
    await expect.poll(() => isArchived(house.data('.'), name), { timeout: 60_000 }).toBe(true);
  }
  await arrived(house);
  let last = '';
  const changed = async () => {
    const now = JSON.stringify(await shown(ha));
    const isAnother = now !== last;
    last = now;
    return isAnother;
  };
  // It may still be busy with the last of them.
  await expect.poll(changed, { timeout: 20_000, interval: 1000 }).toBe(false);
  return { before: await shown(ha), calls: house.cloud.requests.length, seen: house.sub.received().length };
}

describe('every state is back within 5 seconds, without a call to the cloud,', () => {
  it.each([
    {
      what: 'after a restart of Home Assistant',
      async again(ha: HomeAssistant) {
        await ha.stop();
        await ha.startAgain();
      },
    },
    { what: 'after a reload of its MQTT integration', again: (ha: HomeAssistant) => ha.reloadMqtt() },
  ])('$what', async ({ again }) => {
    const house = await openHouse({ prepare: liveAtNoon });
    const { ha, sub, cloud } = house;
    const { before, calls, seen } = await settled(house);

    await again(ha);

    await expect.poll(() => shown(ha), { timeout: 5000, interval: 200 }).toEqual(before);
    // The bridge has answered the birth by then.
    await sub.sees(({ topic }) => topic === 'withings/anna/weight/attributes', seen);
    expect(await shown(ha)).toEqual(before);
    expect(cloud.requests).toHaveLength(calls);
    // Flows that listen to values have heard nothing.
    const values = (await sub.complete()).slice(seen).filter(({ topic }) => BARE_VALUE.test(topic));
    expect(values.map(({ topic }) => topic)).toEqual([]);
    expect(await ha.complaints()).toEqual([]);
  });
});
