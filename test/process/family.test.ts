import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../src/demo/cloud.js';
import { WORKOUT_FIELDS } from '../../src/demo/data-fields.js';
import { EVENT_TYPES } from '../../src/feeds/index.js';
import { allMetrics } from '../../src/metrics/catalogue/index.js';
import { ANNA, BEN } from '../demo/helpers.js';
import { annaIn, farFromMidnight } from '../demo/noon.js';
import { configOf, violations } from '../sinks/homeassistant/rules.js';
import { home } from './home.js';

/** One of them half an hour off, the other one with summer time. */
const ZONES = {
  anna: farFromMidnight('Asia/Kolkata', 'America/St_Johns'),
  ben: farFromMidnight('America/New_York', 'Pacific/Auckland'),
} as const;
const UNITS = { anna: 'uk', ben: 'us' } as const;
const NAMES = ['anna', 'ben'] as const;
const IDS = { anna: ANNA, ben: BEN } as const;
type Name = (typeof NAMES)[number];

const ATTRIBUTES = [
  ...['value', 'unit', 'taken', 'created', 'modified', 'attribution', 'attribution_code'],
  ...['device_id', 'device_model', 'group_id', 'source'],
];
const LIVED = /^(getactivity|getsummary|getworkouts|heart|getgoals|computed)/;
const METRICS = allMetrics().filter(({ owner, source }) => owner === 'account' && LIVED.test(source));

/** A person with everything, who lives in a zone of their own; the last nights and the last workout have every field. */
function personOf(name: Name): Person {
  const person = annaIn(ZONES[name], IDS[name]);
  const workout = person.workouts!.reduce((a, b) => (b.startdate > a.startdate ? b : a));
  workout.data = { ...Object.fromEntries(WORKOUT_FIELDS.map((field, index) => [field, 60 * (index + 1)])) };
  workout.data.core_body_temperature_status = 'usual';
  for (const { data } of person.sleeps!.slice(-3)) data.asleepduration = 25_200;
  return { ...person, userid: IDS[name], name };
}

async function family() {
  const people = { anna: personOf('anna'), ben: personOf('ben') };
  const here = await home({ people: Object.values(people), logins: IDS });
  const seen = await here.watch();
  const accounts = NAMES.map((name) => `  - { name: ${name}, units: ${UNITS[name]} }`).join('\n');
  await (await here.run({ accounts, server: 'private' })).synced(seen);
  const value = (name: Name, metric: string) => seen.payload(`withings/${name}/${metric}`);
  const attributes = (name: Name, metric: string) =>
    JSON.parse(seen.payload(`withings/${name}/${metric}/attributes`) ?? 'null');
  return { people, seen, value, attributes };
}

/** Whether a time is written as the clocks in that zone show it. */
function isLocal(time: string, zone: string): boolean {
  const written = DateTime.fromISO(time, { setZone: true });
  return written.isValid && written.offset === written.setZone(zone).offset;
}

const round4 = (number: number) => Math.round(number * 10_000) / 10_000;

describe('a family', () => {
  it('has every metric of each, with value, attributes and the times of the own zone', async () => {
    const { value, attributes } = await family();

    for (const name of NAMES) {
      expect(METRICS.filter(({ key }) => value(name, key) === undefined).map(({ key }) => key)).toEqual([]);
      for (const { key, stateClass, deviceClass, source } of METRICS) {
        const shown = attributes(name, key);
        const keys = stateClass === 'total' ? [...ATTRIBUTES, 'last_reset'] : ATTRIBUTES;
        expect(Object.keys(shown).sort(), key).toEqual(keys.toSorted());
        expect(value(name, key), key).toBe(String(shown.value ?? 'None'));
        expect(shown.value, key).not.toBeNull();
        expect(shown.source, key).toBe(source);
        const times = [shown.taken, shown.created, shown.modified, deviceClass === 'timestamp' ? shown.value : null];
        const foreign = times.filter((time) => time !== null && !isLocal(time, ZONES[name]));
        expect(foreign, `${name} ${key}`).toEqual([]);
      }
    }
  });

  it('counts the day of each from the own midnight on', async () => {
    const { people, attributes } = await family();

    for (const name of NAMES) {
      for (const { key } of METRICS.filter(({ stateClass }) => stateClass === 'total')) {
        const { last_reset } = attributes(name, key);
        const midnight = DateTime.fromISO(last_reset, { zone: ZONES[name] });
        expect(isLocal(last_reset, ZONES[name]), key).toBe(true);
        expect(midnight.toMillis(), key).toBe(midnight.startOf('day').toMillis());
      }
      const { value, last_reset } = attributes(name, 'activity_steps');
      const day = DateTime.fromISO(last_reset, { zone: ZONES[name] }).toISODate();
      const row = people[name].activities?.find(({ date, is_tracker }) => date === day && is_tracker);
      expect(value, name).toBe(row?.steps ?? 0);
    }
  });

  it('has every value in the units of each, exact to four decimals', async () => {
    const { people, attributes } = await family();
    const newest = <Row>(rows: readonly Row[], time: (row: Row) => number) =>
      rows.reduce((a, b) => (time(b) > time(a) ? b : a));
    const measured = (name: Name, type: number, attribs: readonly number[] = [0, 8]) => {
      const groups = people[name].measuregrps.filter(({ attrib }) => attribs.includes(attrib));
      const { measures } = newest(
        groups.filter(({ measures }) => measures.some((row) => row.type === type)),
        ({ date }) => date,
      );
      const { value, unit } = measures.find((row) => row.type === type)!;
      return Number(`${value}e${unit}`);
    };
    const workout = (name: Name) => newest(people[name].workouts!, ({ startdate }) => startdate).data;
    const [metres, feet, kilograms] = [1609.344, 0.3048, 0.453_592_37];

    const anna = {
      weight: [measured('anna', 1) / (14 * kilograms), 'st'],
      height: [1.72 / feet, 'ft'],
      body_temperature: [measured('anna', 71), '°C'],
      workout_distance: [Number(workout('anna').distance) / metres, 'mi'],
      workout_pool_length: [Number(workout('anna').pool_length) / feet, 'ft'],
      workout_core_body_temperature_min: [Number(workout('anna').core_body_temperature_min), '°C'],
      goal_weight: [67 / (14 * kilograms), 'st'],
      goal_sleep: [8, 'h'],
    };
    const ben = {
      weight: [measured('ben', 1) / kilograms, 'lb'],
      height: [1.72 / feet, 'ft'],
      body_temperature: [(measured('ben', 71) * 9) / 5 + 32, '°F'],
      workout_distance: [Number(workout('ben').distance) / metres, 'mi'],
      workout_pool_length: [Number(workout('ben').pool_length) / feet, 'ft'],
      workout_core_body_temperature_min: [(Number(workout('ben').core_body_temperature_min) * 9) / 5 + 32, '°F'],
      goal_weight: [67 / kilograms, 'lb'],
      goal_sleep: [8, 'h'],
    };
    for (const [name, expected] of Object.entries({ anna, ben })) {
      for (const [key, [value, unit]] of Object.entries(expected)) {
        expect(attributes(name as Name, key), `${name} ${key}`).toMatchObject({ value: round4(Number(value)), unit });
      }
    }
  });

  it('is announced: an entity for each metric, with the unit of its values, and an event for each person', async () => {
    const { seen, attributes } = await family();

    const announced = [...new Set(seen.messages.map(({ topic }) => topic))].filter((topic) =>
      topic.startsWith('homea'),
    );
    for (const topic of announced) expect(violations({ topic, payload: seen.payload(topic)! }), topic).toEqual([]);
    for (const name of NAMES) {
      const topic = `homeassistant/device/withings_${IDS[name]}/config`;
      const { components } = configOf({ topic, payload: seen.payload(topic) ?? '' });
      const { reading, refresh, ...entities } = components;
      expect(reading).toMatchObject({
        platform: 'event',
        state_topic: `withings/${name}/reading`,
        event_types: EVENT_TYPES,
        unique_id: `withings_${IDS[name]}_reading`,
      });
      expect(refresh?.platform).toBe('button');
      const topics = new Set(seen.messages.map(({ topic }) => topic));
      const published = [...topics].flatMap((topic) => topic.match(`^withings/${name}/([^/]+)/attributes$`)?.[1] ?? []);
      expect(Object.keys(entities).sort()).toEqual(published.sort());
      for (const key of published) {
        expect(entities[key]?.unit_of_measurement ?? null, `${name} ${key}`).toBe(attributes(name, key).unit);
      }
    }
  });
});
