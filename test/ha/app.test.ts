import { describe, expect, it } from 'vitest';
import { stretchToTenYears } from '../../bench/ten-years.js';
import { installApp, SHORT_PAUSES } from '../process/app-world.js';
import { openPage } from '../process/page-client.js';
import { MOST_BYTES, SUPERVISOR_TOKEN } from '../process/supervisor.js';
import { isArchived } from '../stored.js';
import { STEPS, WEIGHT } from './history-command.js';
import { ANNA, type House, openHouse } from './house.js';
import { compareWeights, hoursOf, measuredHours, stepsByDay, WEIGHT_TYPE } from './statistics.js';

/** Ten years of everything, on a machine that is busy with other things. */
const LONG = { timeout: 240_000, interval: 1000 };
const HOUR = 3600;

/** Home Assistant and Mosquitto with the App before them, as the Supervisor starts it; Anna is connected. */
async function installed() {
  const house = await openHouse({ prepare: stretchToTenYears });
  const { ha, broker, cloud } = house;
  const mqtt = { host: '127.0.0.1', port: broker.port };
  const app = await installApp(cloud, { mqtt, core: { url: ha.url, token: ha.token } });
  await app.authorize(ANNA);
  return { house, app };
}

/** How many hours a weight has that are over by now, for Home Assistant. */
function weighed({ anna }: House, now: number): number {
  return measuredHours(anna, WEIGHT_TYPE, now - (now % HOUR) - HOUR).size;
}

describe('the App of Home Assistant', () => {
  it('makes sensors and brings ten years into the statistics, through the Supervisor alone', async () => {
    const { house, app } = await installed();
    const { ha, anna } = house;
    const { supervisor } = app;

    const bridge = app.run(['run'], SHORT_PAUSES);

    await expect.poll(() => ha.state(WEIGHT), LONG).toMatch(/^\d/);
    expect((await ha.entities()).get(WEIGHT)).toMatchObject({ uniqueId: `withings_${ANNA}_weight` });
    const page = await openPage(app.pagePort);
    await page.sees('anna', ({ metrics }) => metrics.weight !== undefined);
    await expect.poll(() => isArchived(app.dir), LONG).toBe(true);
    const now = Math.floor(Date.now() / 1000);
    await expect
      .poll(async () => (await hoursOf(house, WEIGHT)).length, LONG)
      .toBeGreaterThanOrEqual(weighed(house, now));
    compareWeights(await hoursOf(house, WEIGHT), house, Math.floor(Date.now() / 1000));
    // Today's are Home Assistant's own.
    const days = stepsByDay(anna).size - 2;
    await expect.poll(async () => (await hoursOf(house, STEPS)).length, LONG).toBeGreaterThanOrEqual(days);
    expect(await ha.ws({ type: 'recorder/validate_statistics' })).toEqual({});

    bridge.process.kill('SIGTERM');
    expect(await bridge.exit, bridge.output()).toBe(0);
    expect(bridge.output()).toMatch(/ info {2}anna: history in Home Assistant: \d{4,} hours written$/m);
    expect(bridge.output()).not.toMatch(/ (warn|error) /);
    for (const secret of [SUPERVISOR_TOKEN, ha.token]) expect(bridge.output()).not.toContain(secret);
    expect(await ha.complaints()).toEqual([]);
    // Nobody but the Supervisor was asked, and it would have let all of it through.
    expect(supervisor.requests.filter((request) => request !== 'SOCKET /core/api/websocket')).toEqual([
      'GET /services/mqtt',
    ]);
    expect(supervisor.denied).toEqual([]);
    expect(supervisor.sent.length).toBeGreaterThan(100);
    expect(Math.max(...supervisor.sent)).toBeGreaterThan(MOST_BYTES / 100);
    expect(Math.max(...supervisor.sent)).toBeLessThan(MOST_BYTES / 4);
  });
});
