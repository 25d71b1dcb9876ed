import { appendFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { nextWeighIn } from '../../src/demo/invented-people.js';
import { withings2mqtt } from '../process/world.js';
import { forgetStatistics } from '../stored.js';
import { openHouse } from './house.js';
import { hoursOf, measuredHours } from './statistics.js';

const WITHIN = { timeout: 90_000, interval: 500 };
const SHORT_PAUSES = { NODE_OPTIONS: `--import=${new URL('../process/short-pauses.mjs', import.meta.url)}` };
const WEIGHT_TYPE = 1;
const WEIGHT = 'sensor.withings_anna_weight';
const HOUR = 3600;

describe('homeassistant.import_history', () => {
  it('writes the past after the first sync, and then each weigh-in that came late', async () => {
    const house = await openHouse();
    const { ha, anna, config, data } = house;
    const settings = `url: "${ha.url.replace('http', 'ws')}", token: "${ha.token}", import_history: true`;
    await appendFile(config, `\nhomeassistant: { ${settings} }\n`);
    const now = Math.floor(Date.now() / 1000);
    const past = measuredHours(anna, WEIGHT_TYPE, now - (now % HOUR) - HOUR);

    // Its entities are there before the wait of ten minutes is over, which is short here.
    const before = await house.startBridge();
    await expect.poll(() => ha.state(WEIGHT), WITHIN).toMatch(/^\d/);
    before.process.kill('SIGKILL');
    await before.exit;
    forgetStatistics(data('.'));

    const bridge = withings2mqtt(['run', '-c', config], SHORT_PAUSES);

    const written = () => hoursOf(house, WEIGHT).then(({ length }) => length);
    await expect.poll(written, WITHIN).toBeGreaterThanOrEqual(past.size);
    await expect.poll(() => bridge.stderr(), WITHIN).toMatch(/anna: history in Home Assistant: \d+ hours written/);

    const known = measuredHours(anna, WEIGHT_TYPE, now);
    let hour = now - (now % HOUR) - 30 * HOUR;
    while (known.has(hour)) hour -= HOUR;
    const measures = [{ value: 66_123, type: WEIGHT_TYPE, unit: -3 }];
    Object.assign(nextWeighIn(anna, (hour + 720) * 1000), { created: now, modified: now, measures });
    await ha.call('button.press', { entity_id: 'button.withings_anna_refresh' });

    const at = async () => (await hoursOf(house, WEIGHT)).find(({ start }) => start === hour * 1000);
    await expect.poll(async () => (await at())?.mean, WITHIN).toBe(66.123);
    expect(await ha.ws({ type: 'recorder/validate_statistics' })).toEqual({});
    expect(await ha.complaints()).toEqual([]);
    expect(bridge.output()).not.toContain(ha.token);
  });
});
