import { describe, expect, it } from 'vitest';
import type { CalendarAnswer, NightView, SeriesAnswer } from '../../src/page/api.js';
import { endOfNight, plainCourse, plainNight } from '../cloud/plain-night.js';
import { ANNA } from '../demo/helpers.js';
import { home, stop } from './home.js';
import { freePort } from './port.js';
import { annaOf } from './world.js';

const PASSWORD = 'correct horse';

/** A bridge with a page that has a password, and what those get who know it. */
async function setUp() {
  const anna = annaOf();
  for (const daysAgo of [2, 1])
    plainCourse(anna, plainNight(anna, 10 - daysAgo, endOfNight(Date.now() / 1000, daysAgo)));
  const here = await home({ people: [anna], logins: { anna: ANNA } });
  const port = await freePort();
  const seen = await here.watch();
  const run = async () => {
    const bridge = await here.run({
      ...{ accounts: '  - name: anna', page: `{ port: ${port}, password: ${PASSWORD} }` },
      env: { WITHINGS2MQTT_LOG_LEVEL: 'debug' },
    });
    await bridge.synced(seen);
    return bridge;
  };
  const base = `http://127.0.0.1:${port}`;
  const headers = { authorization: `Bearer ${PASSWORD}`, 'content-type': 'application/json' };
  const get = (path: string) => fetch(`${base}/api/people/anna/${path}`, { headers });
  const calendar = async (body = {}) => {
    const reply = await fetch(`${base}/api/people/anna/calendar`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return `${base}/${((await reply.json()) as CalendarAnswer).path}`;
  };
  return { run, base, get, calendar };
}

describe('the past on the page of a bridge that runs', () => {
  it('is there for those who are signed in, as curves, nights and CSV', async () => {
    const { run, base, get } = await setUp();
    await run();

    const weight = (await (await get('series?metrics=weight')).json()) as SeriesAnswer;
    const nights = (await (await get('nights')).json()) as NightView[];
    const csv = await (await get('export.csv?metrics=weight')).text();

    expect(weight.weight).toMatchObject({ v: [71, 70.25], unit: 'kg' });
    expect(nights.map(({ detail }) => detail)).toEqual([true, true]);
    expect(csv.split('\r\n').map((row) => row.split(',')[1])).toEqual(['value', '71', '70.25', undefined]);
    for (const path of ['series?metrics=weight', 'nights', 'workouts', 'ecgs', 'export.csv']) {
      expect((await fetch(`${base}/api/people/anna/${path}`)).status).toBe(401);
    }
  });

  it('is a calendar at an address that needs no password, outlives a restart, and is in no log', async () => {
    const { run, base, calendar } = await setUp();
    const first = await run();
    const address = await calendar();
    const text = await (await fetch(address)).text();
    await stop(first);
    const second = await run();

    expect(text.match(/^UID:night-/gm)).toHaveLength(2);
    expect(await (await fetch(address)).text()).toBe(text);
    expect(await calendar()).toBe(address);
    const renewed = await calendar({ renew: true });
    expect([(await fetch(address)).status, (await fetch(renewed)).status]).toEqual([404, 200]);
    await stop(second);
    for (const secret of [address, renewed].map((one) => one.slice(base.length).split('/')[2]!)) {
      expect(first.output() + second.output()).not.toContain(secret);
    }
  });
});
