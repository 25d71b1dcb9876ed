import { describe, expect, it } from 'vitest';
import { loggedIn, NO_SERVER } from '../e2e/bridge.js';
import { withings2mqtt } from '../process/world.js';
import { openHouse } from './house.js';

const WITHIN = { timeout: 20_000, interval: 250 };
const IDS = (bridge: string) => [
  `binary_sensor.${bridge}_connection_state`,
  `button.${bridge}_refresh`,
  `sensor.${bridge}_version`,
];

describe('two bridges with a base topic each at one Home Assistant', () => {
  it('have names and entity ids of their own, whoever comes first', async () => {
    const { ha, broker, startBridge } = await openHouse();
    const ofBridges = async () => [...(await ha.entities()).keys()].filter((id) => id.includes('_bridge_')).sort();
    const second = await loggedIn({ brokerUrl: broker.url, yaml: `  base_topic: withings2\n${NO_SERVER}` });

    withings2mqtt(['run', '-c', second.config]);
    await expect.poll(ofBridges, WITHIN).toEqual(IDS('withings2_bridge').sort());
    await startBridge();

    await expect.poll(ofBridges, WITHIN).toEqual([...IDS('withings2_bridge'), ...IDS('withings_bridge')].sort());
    const devices = await ha.ws<{ name: string }[]>({ type: 'config/device_registry/list' });
    const names = devices.map(({ name }) => name).filter((name) => name?.startsWith('Withings bridge'));
    expect(names.sort()).toEqual(['Withings bridge', 'Withings bridge withings2']);
  });
});
