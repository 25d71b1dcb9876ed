import { describe, expect, it } from 'vitest';
import { zonesAtNoon } from '../demo/noon.js';
import { arrived } from './arrived.js';
import type { State } from './entities.js';
import type { HomeAssistant } from './home-assistant.js';
import { liveAtNoon, openHouse } from './house.js';

const WITHIN = { timeout: 20_000, interval: 250 };
const [, THERE] = zonesAtNoon();
const STEPS = 'sensor.withings_anna_activity_steps';

/** Of Anna's sensors, but for when she was last asked about. */
async function sensors({ states }: HomeAssistant): Promise<Map<string, State>> {
  const ours = [...(await states())].filter(([id]) => /^(sensor|binary_sensor|event)\.withings_anna_/.test(id));
  return new Map(ours.filter(([id]) => !id.endsWith('_last_sync')));
}

const valuesOf = (all: Map<string, State>) =>
  Object.fromEntries([...all].map(([id, { state, last_changed }]) => [id, `${state} since ${last_changed}`]));
/** When Home Assistant has worked through everything: what it shows stays the same for a second. */
async function atRest(ha: HomeAssistant): Promise<Map<string, State>> {
  let last = '';
  async function changed(): Promise<boolean> {
    const shown = JSON.stringify(valuesOf(await sensors(ha)));
    const isAnother = shown !== last;
    last = shown;
    return isAnother;
  }
  await expect.poll(changed, { ...WITHIN, interval: 1000 }).toBe(false);
  return sensors(ha);
}

const offsetOf = (state: State | undefined) => String(state?.attributes.taken).slice(19);
const resetOf = (state: State | undefined) => Date.parse(String(state?.attributes.last_reset));

describe('an account whose zone changes', () => {
  it('has no state anew, and its day goes on from the same reset', async () => {
    const house = await openHouse({ prepare: liveAtNoon });
    const { ha, anna } = house;
    await house.startBridge();
    await arrived(house);
    const before = await atRest(ha);
    expect(before.size).toBeGreaterThan(50);

    anna.timezone = THERE;
    await ha.call('button.press', { entity_id: 'button.withings_anna_refresh' });

    const moved = async () => {
      const all = await sensors(ha);
      return [...before].filter(([id, state]) => state.attributes.taken && offsetOf(all.get(id)) === offsetOf(state));
    };
    await expect.poll(async () => (await moved()).map(([id]) => id), WITHIN).toEqual([]);
    const after = await sensors(ha);
    expect(valuesOf(after)).toEqual(valuesOf(before));
    expect(resetOf(after.get(STEPS))).toBe(resetOf(before.get(STEPS)));
    expect(await ha.complaints()).toEqual([]);
  });
});
