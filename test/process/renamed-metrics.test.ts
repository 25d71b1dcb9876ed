import { describe, expect, it } from 'vitest';
import { TOPICS_OF_010 } from '../../scripts/migration.mjs';
import { ANNA } from '../demo/helpers.js';
import { zonesAtNoon } from '../demo/noon.js';
import { stateOf } from '../stored.js';
import { asLeftBy010 } from './older-folder.js';
import { annaOf, benOf, subscriber, type World, withings2mqtt, world } from './world.js';

/** What docs/migrate.md says: the name now, and the one before. */
const KEYS = TOPICS_OF_010.map(([before = '', key = '']) => [key, before] as const).filter(
  ([key, before]) => key !== before,
);
const DISCOVERY = `homeassistant/device/withings_${ANNA}/config`;

/** Anna, with a walk and a day of which Withings tells the climb. */
function climber() {
  const now = Date.now();
  const seconds = Math.floor(now / 1000);
  const [timezone] = zonesAtNoon(now);
  const date = new Date(now).toLocaleDateString('sv', { timeZone: timezone });
  const row = { timezone, date, modified: seconds };
  const day = { ...row, brand: 1, is_tracker: true, steps: 6000, distance: 4500, elevation: 30 };
  const times = { startdate: seconds - 4000, enddate: seconds - 2000, created: seconds };
  const walk = { ...row, ...times, id: 5, category: 1, model: 93, attrib: 0, data: { distance: 2908, elevation: 49 } };
  return { ...annaOf(), timezone, activities: [day], workouts: [walk] } as unknown as ReturnType<typeof annaOf>;
}

const old = (text: string) => KEYS.reduce((all, [key, before]) => all.replaceAll(key, before), text);

/** The broker and the data folder as version 0.1.0 left them. */
async function leftByOlder({ brokerUrl, data }: World): Promise<void> {
  const seen = await subscriber(brokerUrl, 'withings/anna/+', 'withings/anna/+/attributes', DISCOVERY);
  await seen.sees(DISCOVERY, (payload) => payload.includes('workout_elevation'));
  for (const [key] of KEYS) {
    for (const topic of [`withings/anna/${key}`, `withings/anna/${key}/attributes`]) {
      const payload = await seen.sees(topic, () => true);
      await seen.client.publishAsync(old(topic), old(payload), { retain: true, qos: 1 });
      await seen.client.publishAsync(topic, '', { retain: true, qos: 1 });
    }
  }
  const message = seen.payload(DISCOVERY) ?? '';
  await seen.client.publishAsync(DISCOVERY, old(message), { retain: true, qos: 1 });
  await seen.close();
  await asLeftBy010(data('.'), old);
}

describe('an installation of 0.1.0, which called elevation floors', () => {
  it('has the right metrics after the next round, and nothing of the old ones', async () => {
    expect(KEYS.map(([key]) => key)).toEqual(['activity_elevation', 'workout_elevation']);
    const here = await world({ cloud: { people: [climber(), benOf()] }, yaml: 'server:\n  enabled: false\n' });
    await here.authorize();
    expect(await withings2mqtt(['run', '--once', '-c', here.config]).exit).toBe(0);
    await leftByOlder(here);
    const seen = await subscriber(here.brokerUrl);
    for (const [, before] of KEYS) await seen.sees(`withings/anna/${before}`, (payload) => payload !== '');

    const program = withings2mqtt(['run', '-c', here.config]);

    for (const [key, before] of KEYS) {
      await seen.sees(`withings/anna/${before}`, (payload) => payload === '');
      await seen.sees(`withings/anna/${before}/attributes`, (payload) => payload === '');
      await seen.sees(`withings/anna/${key}`, (payload) => payload !== '');
    }
    const attributes = (key: string) => JSON.parse(seen.payload(`withings/anna/${key}/attributes`) ?? '');
    expect(attributes('activity_elevation')).toMatchObject({ value: 30, unit: 'm', last_reset: expect.any(String) });
    expect(attributes('workout_elevation')).toMatchObject({ value: 49, unit: 'm' });

    const removal = seen.messages.find(
      ({ topic, payload, retained }) =>
        topic === DISCOVERY && !retained && payload.includes('"activity_floors_climbed":{"platform":"sensor"}'),
    );
    expect(removal?.payload).toContain('"workout_floors_climbed":{"platform":"sensor"}');
    const held = await subscriber(here.brokerUrl, '#');
    const message = await held.sees(DISCOVERY, (payload) => payload !== '');
    expect(message).not.toContain('floors');
    expect(JSON.parse(message).components.activity_elevation).toMatchObject({
      device_class: 'distance',
      state_class: 'total',
      unit_of_measurement: 'm',
    });
    expect(held.messages.filter(({ topic, payload }) => payload !== '' && topic.includes('floors'))).toEqual([]);
    program.process.kill('SIGTERM');
    await program.exit;
    expect(JSON.stringify(await stateOf(here.data('.'), 'anna'))).not.toContain('floors');
  });
});
