import { describe, expect, it } from 'vitest';
import type { Person } from '../../src/demo/cloud.js';
import { endOfNight, plainCourse, plainNight } from '../cloud/plain-night.js';
import { ANNA } from '../demo/helpers.js';
import { withStore } from '../stored.js';
import { type Home, home, refresh, stop } from './home.js';
import { annaOf, type Subscriber } from './world.js';

const ONLY_ANNA = { accounts: '  - name: anna' };
const INTRADAY = { accounts: '  - name: anna\n    intraday: true' };
const NIGHT = 'withings/anna/night';
const now = () => Math.floor(Date.now() / 1000);

/** Anna with two nights, an ECG, and a heart rate of some minutes ago. */
function sleeper(): Person {
  const person: Person = { ...annaOf(), goals: null };
  for (const daysAgo of [2, 1]) plainCourse(person, plainNight(person, 10 - daysAgo, endOfNight(now(), daysAgo)));
  person.ecgs = [{ timestamp: now() - 9000, modified: now() - 8000, model: 94, ecg: { signalid: 55, afib: 0 } }];
  person.intraday = [
    { timestamp: now() - 300, deviceid: 'watch', model_id: 94, heart_rate: 71, steps: 5 },
    { timestamp: now() - 900, deviceid: 'watch', model_id: 94, heart_rate: 64 },
  ];
  return person;
}

const told = ({ messages }: Subscriber) =>
  messages.filter(({ topic }) => topic === NIGHT).map(({ payload }) => JSON.parse(payload));
const calls = ({ cloud }: Home, wanted: string) => cloud.requests.filter(({ action }) => action === wanted).length;
const value = (seen: Subscriber, metric: string) => seen.payload(`withings/anna/${metric}`);

describe('nights in detail', () => {
  it('bring their means with the first round, and one message each when they are new', async () => {
    const anna = sleeper();
    const here = await home({ people: [anna], logins: { anna: ANNA } });
    const seen = await here.watch();
    const first = await here.run(ONLY_ANNA);
    await first.synced(seen);

    expect([value(seen, 'sleep_hrv_rmssd_average'), value(seen, 'sleep_hrv_sdnn_average')]).toEqual(['50', '75']);
    expect(told(seen)).toEqual([]);

    const night = plainNight(anna, 11, endOfNight(now()));
    plainCourse(anna, night);
    // Without a round for all: the feed of sleep is notified, and nights follow it.
    await here.notify(ANNA, 44);
    const message = JSON.parse(await seen.sees(NIGHT, () => true));
    await refresh(seen);
    await stop(first);
    const second = await here.run(ONLY_ANNA);
    await second.synced(seen);
    await refresh(seen);
    await stop(second);

    expect(message).toMatchObject({
      ...{ group_id: '11', device_id: 'mat', device_model: 'Aura Sensor V2', minutes: 1 },
      metrics: {
        sleep_hrv_rmssd_average: { value: 50, unit: 'ms' },
        sleep_hrv_sdnn_average: { value: 75, unit: 'ms' },
      },
      stages: [
        [0, 3600, 'light'],
        [3600, 7200, 'deep'],
        [7200, 10_800, 'awake'],
      ],
    });
    expect(Date.parse(message.start) / 1000).toBe(night.startdate);
    expect([message.hrv_rmssd.length, message.heart_rate[60], message.movement]).toEqual([180, [3600, 52], undefined]);
    expect(told(seen)).toHaveLength(1);
    expect(seen.messages.filter(({ topic, retained }) => topic === NIGHT && retained)).toEqual([]);
    await withStore(here.dataDir, async ({ series }) => {
      expect((await series.list(String(ANNA), 'night', 0, now())).map(({ id }) => id)).toEqual(['8', '9', '11']);
      expect(await series.get(String(ANNA), 'ecg', '55')).toMatchObject({ frequency: 300, wearPosition: 1 });
    });
  });

  it('are told when the broker is back', async () => {
    const anna = sleeper();
    const here = await home({ people: [anna], logins: { anna: ANNA } });
    const seen = await here.watch();
    const run = await here.run(ONLY_ANNA);
    await run.synced(seen);
    await here.broker.shut();

    plainCourse(anna, plainNight(anna, 11, endOfNight(now())));
    await here.notify(ANNA, 44);
    const waiting = async () => (await here.state('anna')).outbox?.map(({ type }) => type).sort() ?? [];
    await expect.poll(waiting, { timeout: 20_000 }).toEqual(['night', 'sleep']);
    expect(told(seen)).toEqual([]);
    await here.broker.open();

    await seen.sees(NIGHT, () => true);
    await expect.poll(waiting, { timeout: 20_000 }).toEqual([]);
    expect(told(seen)).toHaveLength(1);
  });

  it('that the plan does not have stay away, with one line of news, and nothing else is the worse for it', async () => {
    const here = await home({ people: [sleeper()], logins: { anna: ANNA } });
    const lacking = ['/v2/sleep', '/v2/heart'].map((path) => {
      return here.cloud.fault({ kind: 'status', status: 277, error: 'insufficient_scope', path, action: 'get' });
    });
    const seen = await here.watch();
    const run = await here.run(ONLY_ANNA);
    await run.synced(seen);
    await refresh(seen);

    const lines = run.output().split('\n');
    const about = (word: string) => lines.filter((line) => line.includes(`Withings has no ${word} for this login`));
    expect([about('nights').length, about('ecg_signals').length]).toEqual([1, 1]);
    expect(lines.filter((line) => / (warn|error) /.test(line))).toEqual([]);
    expect([value(seen, 'api_problem'), value(seen, 'sleep_hrv_rmssd_average')]).toEqual(['false', undefined]);
    const [{ feeds }] = JSON.parse(seen.payload('withings/bridge/info')!).accounts;
    expect([feeds.nights.last_error, feeds.ecg_signals.last_error]).toEqual([null, null]);

    for (const end of lacking) end();
    await refresh(seen);
    expect(value(seen, 'sleep_hrv_rmssd_average')).toBe('50');
  });
});

describe('the curve of the day', () => {
  it('is asked for only where it is wanted', async () => {
    const here = await home({ people: [sleeper()], logins: { anna: ANNA } });
    const seen = await here.watch();
    const first = await here.run(ONLY_ANNA);
    await first.synced(seen);
    await refresh(seen);
    await stop(first);
    expect([calls(here, 'getintradayactivity'), value(seen, 'heart_rate')]).toEqual([0, undefined]);

    const second = await here.run(INTRADAY);
    await second.synced(seen);
    await refresh(seen);

    expect(value(seen, 'heart_rate')).toBe('71');
    expect(JSON.parse(seen.payload('withings/anna/heart_rate/attributes')!)).toMatchObject({
      ...{ value: 71, unit: 'bpm', device_id: 'watch', device_model: 'ScanWatch 2' },
    });
    expect(calls(here, 'getintradayactivity')).toBeGreaterThan(1);
    await stop(second);
    const days = await withStore(here.dataDir, ({ series }) => series.list(String(ANNA), 'day', 0, now()));
    expect(days.length).toBeGreaterThan(0);
  });
});
