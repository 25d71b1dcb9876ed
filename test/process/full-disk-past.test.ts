import { expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { isArchived, tablesOf } from '../stored.js';
import { fillDisk } from './disk.js';
import { askRefresh } from './home.js';
import { subscriber, withings2mqtt, world } from './world.js';

const DAY = 86_400;
const DAYS = 2400;

it('a disk that is full in the middle of the past stops its reading, and loses none of it', async () => {
  const here = await world({ yaml: 'homeassistant: { enabled: false }\nserver: { enabled: false }\n' });
  const now = Math.floor(Date.now() / 1000);
  const dateOf = (days: number) => new Date((now - days * DAY) * 1000).toISOString().slice(0, 10);
  here.cloud.people.get(ANNA)!.activities = Array.from({ length: DAYS }, (_, days) => ({
    ...{ date: dateOf(days), timezone: 'Europe/Amsterdam', modified: now - days * DAY, brand: 1, is_tracker: true },
    ...{ deviceid: 'w1', hash_deviceid: 'w1', steps: 1000 + days, distance: 1, elevation: 0, soft: 1, moderate: 1 },
    ...{ intense: 1, active: 1, calories: 1, totalcalories: 2 },
  })) as never;
  await here.authorize();
  const seen = await subscriber(here.brokerUrl);
  const program = withings2mqtt(['run', '-c', here.config]);
  const days = () => {
    const { reading = [], metric = [] } = tablesOf(here.data('.'));
    const steps = metric.find(({ key }) => key === 'activity_steps')?.id;
    return new Set(reading.filter((one) => one.metric === steps).map(({ group_id }) => group_id)).size;
  };
  const asked = () => here.cloud.requests.filter(({ action }) => action === 'getactivity').length;
  // A bridge that has never been able to note that its topics are its own says nothing at all on the broker.
  await seen.sees('withings/bridge/state', (state) => state === 'online');
  await expect.poll(days, { timeout: 30_000, interval: 50 }).toBeGreaterThan(30);

  const makeRoom = fillDisk(program);
  await expect.poll(() => program.output(), { timeout: 30_000, interval: 50 }).toContain('what came since is kept');
  const [kept, before] = [days(), asked()];
  expect(kept).toBeLessThan(DAYS);
  // It asks once; the past would have been through in the meantime.
  await askRefresh(seen, 'anna');
  expect(asked() - before).toBeLessThanOrEqual(2);
  expect(days()).toBe(kept);

  makeRoom();
  await askRefresh(seen, 'anna');
  await expect.poll(() => isArchived(here.data('.')), { timeout: 120_000, interval: 200 }).toBe(true);
  expect(days()).toBe(DAYS);
  const errors = program
    .output()
    .split('\n')
    .filter((line) => line.includes(' error '));
  expect(errors.filter((line) => !/ error cannot use \S+: the disk /.test(line))).toEqual([]);
  expect(program.output()).toContain('the store can be written again');
}, 240_000);
