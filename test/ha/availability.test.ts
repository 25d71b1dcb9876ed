import { describe, expect, it } from 'vitest';
import { ACCOUNT_METRICS } from '../../src/metrics/catalogue/account.js';
import { arrived } from './arrived.js';
import type { HomeAssistant } from './home-assistant.js';
import { ANNA, openHouse } from './house.js';

const WITHIN = { timeout: 15_000, interval: 200 };

/** Tells that the bridge is there, so it must be there itself. */
const CONNECTION = 'binary_sensor.withings_bridge_connection_state';

/** Those that are not available. */
async function away({ states }: HomeAssistant): Promise<string[]> {
  const ours = [...(await states())].filter(([id]) => id.includes('.withings_'));
  return ours.flatMap(([id, { state }]) => (state === 'unavailable' ? [id] : [])).sort();
}

async function ids({ states }: HomeAssistant, fits: (id: string) => boolean): Promise<string[]> {
  return [...(await states()).keys()].filter((id) => id.includes('.withings_') && fits(id)).sort();
}

async function running() {
  const house = await openHouse();
  const program = await house.startBridge();
  await arrived(house);
  return { ...house, program };
}

describe('the entities of a bridge that', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)('ends by %s are unavailable until it is back', async (signal) => {
    const { program, ...house } = await running();
    const { ha } = house;
    const before = await ha.state('sensor.withings_anna_weight');

    program.process.kill(signal);
    await program.exit;

    const all = await ids(ha, (id) => id !== CONNECTION);
    expect(all.length).toBeGreaterThan(130);
    await expect.poll(() => away(ha), WITHIN).toEqual(all);
    await expect.poll(() => ha.state(CONNECTION), WITHIN).toBe('off');

    await house.startBridge();
    await arrived(house);
    expect(await ha.state('sensor.withings_anna_weight')).toBe(before);
    await expect.poll(() => ha.state(CONNECTION), WITHIN).toBe('on');
    expect(await ha.complaints()).toEqual([]);
  });
});

describe('an account that must be authorised again', () => {
  it('is unavailable alone, and its binary sensor says why', async () => {
    const { ha, cloud } = await running();
    const always: readonly string[] = [...ACCOUNT_METRICS.map(({ key }) => key), 'refresh'];

    cloud.revoke(ANNA);
    await ha.call('button.press', { entity_id: 'button.withings_anna_refresh' });

    const own = await ids(
      ha,
      (id) => id.includes('.withings_anna_') && !always.some((key) => id.endsWith(`_anna_${key}`)),
    );
    await expect.poll(() => away(ha), WITHIN).toEqual(own);
    // The other feeds are told of the login by a refusal of their own, which may come a moment later.
    await expect.poll(() => ha.state('binary_sensor.withings_anna_authorization'), WITHIN).toBe('on');
    const problem = (await ha.states()).get('binary_sensor.withings_anna_authorization');
    expect(problem?.attributes.reason).toMatch(
      /^cannot get in at Withings: .*invalid refresh_token; run: withings2mqtt auth anna$/,
    );
    expect((await ha.states()).get('binary_sensor.withings_ben_authorization')?.attributes).not.toHaveProperty(
      'reason',
    );
    expect(await ha.complaints()).toEqual([]);
  });
});
