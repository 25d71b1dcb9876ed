import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/sinks/homeassistant/config-json.js';
import { mosquittoPub } from '../e2e/clients.js';
import { unnote } from '../process/notes.js';
import { arrived } from './arrived.js';
import type { HomeAssistant } from './home-assistant.js';
import { ANNA, type House, openHouse } from './house.js';

const WITHIN = { timeout: 20_000, interval: 250 };
const CONFIG = `homeassistant/device/withings_${ANNA}/config`;
/** What an earlier version had: one that everybody sees, and one that is disabled at first. */
const DROPPED = { old_metric: true, old_hidden: false };

async function registered({ entities }: HomeAssistant): Promise<string[]> {
  return [...(await entities()).keys()].sort();
}

function component(key: string, enabled: boolean) {
  return {
    platform: 'sensor',
    unique_id: `withings_${ANNA}_${key}`,
    default_entity_id: `sensor.withings_anna_${key}`,
    name: key,
    state_topic: `withings/anna/${key}/attributes`,
    value_template: '{{ value_json.value }}',
    json_attributes_topic: `withings/anna/${key}/attributes`,
    state_class: 'measurement',
    enabled_by_default: enabled,
  };
}

/** The bridge has run, of a version that had two metrics more, and Home Assistant has all of them. */
async function olderVersionWasHere(): Promise<House & { readonly kept: string[] }> {
  const house = await openHouse();
  const { ha, broker } = house;
  const program = await house.startBridge();
  await arrived(house);
  program.process.kill('SIGTERM');
  await program.exit;
  const kept = await registered(ha);
  await unnote(house.data('.'));
  const config = readConfig((await house.retained(CONFIG)).get(CONFIG)!) as { components: Record<string, unknown> };
  for (const [key, enabled] of Object.entries(DROPPED)) {
    config.components[key] = component(key, enabled);
    await mosquittoPub(broker, `withings/anna/${key}/attributes`, '{"value": 5}', { retain: true });
    await mosquittoPub(broker, `withings/anna/${key}`, '5', { retain: true });
  }
  await mosquittoPub(broker, CONFIG, JSON.stringify(config), { retain: true });
  const dropped = Object.keys(DROPPED).map((key) => `sensor.withings_anna_${key}`);
  await expect.poll(() => registered(ha), WITHIN).toEqual([...kept, ...dropped].sort());
  return { ...house, kept };
}

describe('metrics that a later version does not have any more', () => {
  it('leave Home Assistant and the broker, and the others stay', async () => {
    const { ha, retained, kept, startBridge } = await olderVersionWasHere();

    await startBridge();

    await expect.poll(() => registered(ha), WITHIN).toEqual(kept);
    await expect
      .poll(async () => [...(await retained('withings/anna/#')).keys()].filter(isDropped), WITHIN)
      .toEqual([]);
    expect((await retained(CONFIG)).get(CONFIG)).not.toMatch(/old_metric|old_hidden/);
    await expect.poll(() => ha.state('sensor.withings_anna_weight'), WITHIN).toMatch(/^\d/);
    expect(await ha.complaints()).toEqual([]);
  });

  it('leave a Home Assistant that was away when the bridge said so', async () => {
    const { ha, kept, startBridge } = await olderVersionWasHere();

    await ha.stop();
    await startBridge();
    await ha.startAgain();

    await expect.poll(() => registered(ha), WITHIN).toEqual(kept);
    await expect.poll(() => ha.state('sensor.withings_anna_weight'), WITHIN).toMatch(/^\d/);
    expect(await ha.complaints()).toEqual([]);
  });
});

function isDropped(topic: string): boolean {
  return Object.keys(DROPPED).some((key) => topic.includes(key));
}
