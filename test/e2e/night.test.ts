import { expect, it } from 'vitest';
import { endOfNight, plainCourse, plainNight } from '../cloud/plain-night.js';
import { ANNA } from '../demo/helpers.js';
import { home, refresh, stop } from '../process/home.js';
import { annaOf, subscriber } from '../process/world.js';
import { readRetainedLines } from './clients.js';
import { startMosquitto } from './mosquitto.js';

const NIGHT = 'withings/anna/night';
const KIB = 1024;

it('goes over Mosquitto once, small enough and not retained, and its means stay there', async () => {
  const now = Math.floor(Date.now() / 1000);
  const anna = { ...annaOf(), goals: null };
  plainCourse(anna, plainNight(anna, 10, endOfNight(now, 1)));
  const broker = await startMosquitto();
  const here = await home({ people: [anna], logins: { anna: ANNA } });
  const seen = await subscriber(broker.url);
  const options = { accounts: '  - name: anna\n    intraday: true', brokerUrl: broker.url };
  const first = await here.run(options);
  await first.synced(seen);

  plainCourse(anna, plainNight(anna, 11, endOfNight(now)));
  anna.intraday = [{ timestamp: now - 60, deviceid: 'watch', model_id: 94, heart_rate: 66 }];
  await refresh(seen);
  await seen.sees(NIGHT, () => true);
  await stop(first);
  const second = await here.run(options);
  await second.synced(seen);
  await refresh(seen);
  await stop(second);

  const messages = seen.messages.filter(({ topic }) => topic === NIGHT);
  expect(messages.map(({ payload }) => JSON.parse(payload).group_id)).toEqual(['11']);
  expect(Buffer.byteLength(messages[0]!.payload)).toBeLessThan(64 * KIB);
  const retained = await readRetainedLines(broker, 'withings/anna/#');
  expect(retained).toEqual(
    expect.arrayContaining([
      'withings/anna/sleep_hrv_rmssd_average 50',
      'withings/anna/sleep_hrv_sdnn_average 75',
      'withings/anna/heart_rate 66',
    ]),
  );
  expect(retained.filter((line) => line.startsWith(NIGHT))).toEqual([]);
});
