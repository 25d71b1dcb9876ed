import { DateTime } from 'luxon';
import { expect } from 'vitest';
import type { MeasureGroup, Person } from '../../src/demo/cloud.js';
import { nextWeighIn } from '../../src/demo/invented-people.js';
import type { Program } from '../process/world.js';
import { arrived } from './arrived.js';
import { automationsYaml, type Instantiated, importBlueprints, shows } from './blueprints.js';
import { type House, openHouse } from './house.js';
import { hoursOf } from './statistics.js';

/** A house in which every blueprint is at work. */
export interface Furnished extends House {
  readonly program: Program;
}

export const WITHIN = { timeout: 20_000, interval: 250 };
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
export const ZONE = 'Europe/Amsterdam';
export const SAID = 'test/said';
const SOON = { seconds: 1 };
const PEOPLE = ['anna', 'ben'];
const BATTERIES = ['sensor.withings_body_scan_battery', 'sensor.withings_scanwatch_2_battery'];
const TELL = [{ action: 'mqtt.publish', data: { topic: SAID, payload: '{{ message }}' } }];

export const AUTOMATIONS: readonly Instantiated[] = [
  {
    alias: 'Weigh-in',
    blueprint: 'weigh-in',
    input: { people: PEOPLE.map((name) => `event.withings_${name}_reading`) },
  },
  {
    alias: 'Good morning',
    blueprint: 'good-morning',
    input: { sleep_end: 'sensor.withings_anna_sleep_end', earliest: '00:00:00', quiet: SOON, late: 12 },
  },
  { alias: 'Battery', blueprint: 'battery-low', input: { batteries: BATTERIES } },
  {
    alias: 'Login',
    blueprint: 'login-lost',
    input: { people: PEOPLE.map((name) => `binary_sensor.withings_${name}_authorization`), wait: SOON },
  },
  { alias: 'Garmin', blueprint: 'garmin-connect', input: { person: 'event.withings_anna_reading', height: 170 } },
];

/** Those that wait for a time of the day, which comes in a moment. */
export function reminders(): Instantiated[] {
  const time = DateTime.now().setZone(ZONE).plus({ seconds: 20 }).toFormat('HH:mm:ss');
  const weights = PEOPLE.map((name) => `sensor.withings_${name}_weight`);
  const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
  return [
    { alias: 'Lazy', blueprint: 'no-weigh-in', input: { weights, days: 5, again: 1, time, actions: TELL } },
    { alias: 'Reminder', blueprint: 'battery-low', input: { batteries: BATTERIES, time, weekdays, actions: TELL } },
  ];
}

/** Nobody has slept today, and Ben has not been on the scale for days. */
function prepare(anna: Person, ben: Person): void {
  anna.sleeps = anna.sleeps!.filter(({ enddate }) => enddate * 1000 < Date.now() - DAY);
  ben.measuregrps = ben.measuregrps.filter(({ date }) => date * 1000 < Date.now() - 8 * DAY);
}

export function weighIn(person: Person, kilograms: number): MeasureGroup {
  const group = nextWeighIn(person, Date.now());
  Object.assign(group.measures.find(({ type }) => type === 1)!, { value: Math.round(kilograms * 100), unit: -2 });
  return group;
}

/** One that is asked for while another is under way is refused. */
export async function refresh({ ha, sub }: House, name: string): Promise<void> {
  const before = sub.received().length;
  await ha.call('button.press', { entity_id: `button.withings_${name}_refresh` });
  await sub.sees(({ topic }) => topic === 'withings/bridge/response/refresh', before);
}

/** What has come on a topic of the test's own. */
export function told({ sub }: House, topic: string): string[] {
  return sub.received().flatMap((message) => (message.topic === topic ? [message.payload] : []));
}

/** As a history import does: one hour, a week ago. */
export async function weighedLastWeek(house: House, mean: number): Promise<void> {
  const start = new Date(Math.floor((Date.now() - 7 * DAY) / HOUR) * HOUR).toISOString();
  const id = { statistic_id: 'sensor.withings_anna_weight', source: 'recorder', name: null };
  const metadata = { ...id, unit_of_measurement: 'kg', unit_class: 'mass', has_sum: false, mean_type: 1 };
  const stats = [{ start, mean, min: mean, max: mean }];
  await house.ha.ws({ type: 'recorder/import_statistics', metadata, stats });
  await expect.poll(() => hoursOf(house, id.statistic_id), WITHIN).toContainEqual(expect.objectContaining({ mean }));
}

/** Home Assistant has fetched, kept and filled in each of them, and was restarted since. */
export async function openFurnished(): Promise<Furnished> {
  const house = await openHouse({ yaml: 'automation: []', prepare });
  const { ha } = house;
  const program = await house.startBridge();
  expect(await importBlueprints(ha)).toEqual([]);
  await ha.stop();
  await ha.install('garmin_connect');
  await ha.configure((yaml) => yaml.replace('automation: []\n', `garmin_connect:\n${automationsYaml(AUTOMATIONS)}`));
  await ha.startAgain();
  await arrived(house);
  const automations = [...(await ha.states()).values()].filter(({ entity_id }) => entity_id.startsWith('automation.'));
  expect(automations.map(({ state }) => state)).toEqual(AUTOMATIONS.map(() => 'on'));
  await shows(ha, []);
  return { ...house, program };
}
