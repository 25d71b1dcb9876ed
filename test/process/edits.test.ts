import { describe, expect, it } from 'vitest';
import type { MeasureGroup, Person } from '../../src/demo/cloud.js';
import { demoPeople, nextEcg, nextWorkout } from '../../src/demo/invented-people.js';
import type { Fault } from '../cloud/faults.js';
import { nextNight } from '../cloud/next-night.js';
import { ANNA } from '../demo/helpers.js';
import { askRefresh, home, refresh } from './home.js';
import { annaOf } from './world.js';

const ONLY_ANNA = { accounts: '  - name: anna', server: 'private' } as const;
const DAY = 86_400_000;
const now = () => Math.floor(Date.now() / 1000);

/** A bridge that has published all that anna has. */
async function settled(anna: Person) {
  const here = await home({ people: [anna], logins: { anna: ANNA } });
  const seen = await here.watch();
  await (await here.run(ONLY_ANNA)).synced(seen);
  const shows = (metric: string) => seen.payload(`withings/anna/${metric}`);
  const attributes = (metric: string) => JSON.parse(seen.payload(`withings/anna/${metric}/attributes`) ?? '{}');
  const events = () => seen.messages.filter(({ topic }) => topic === 'withings/anna/reading');
  return { ...here, seen, shows, attributes, events };
}

/** Groups 11 (71 kg), 12 (70.25 kg, the newest, with a segment that no other has) and 10 (the height). */
const groupOf = (person: Person, id: number): MeasureGroup => person.measuregrps.find(({ grpid }) => grpid === id)!;

const remove = (person: Person, id: number) => {
  person.measuregrps.splice(person.measuregrps.indexOf(groupOf(person, id)), 1);
};

describe('a weigh-in that is', () => {
  it.each([
    [
      'edited',
      '69.9',
      (anna: Person) =>
        Object.assign(groupOf(anna, 12), { modified: now() }).measures.splice(0, 1, { value: 699, type: 1, unit: -1 }),
    ],
    [
      'moved to another person',
      '71',
      (anna: Person) => Object.assign(groupOf(anna, 12), { modified: now(), attrib: 1 }),
    ],
    [
      'dated back',
      '71',
      (anna: Person) => Object.assign(groupOf(anna, 12), { modified: now(), date: now() - 200_000 }),
    ],
    ['deleted', '71', (anna: Person) => remove(anna, 12)],
  ])('%s is corrected by a refresh, and nobody is told of a new one', async (_, weight, change) => {
    const anna = annaOf();
    const { seen, shows, attributes, events } = await settled(anna);
    expect(shows('weight')).toBe('70.25');

    change(anna);
    await refresh(seen);

    expect(await seen.sees('withings/anna/weight', (payload) => payload !== '70.25')).toBe(weight);
    expect(attributes('weight')).toMatchObject({ value: Number(weight), group_id: weight === '69.9' ? '12' : '11' });
    const bmi = Number(weight) / 1.7 ** 2;
    await seen.sees('withings/anna/bmi', (payload) => Math.abs(Number(payload) - bmi) < 0.001);
    expect(events()).toEqual([]);
  });

  it('deleted leaves no value where there was no other, until it is typed in again', async () => {
    const anna = annaOf();
    const { seen, attributes } = await settled(anna);
    const [metric, topic] = ['fat_mass_left_arm', 'withings/anna/fat_mass_left_arm'];
    const group = groupOf(anna, 12);

    remove(anna, 12);
    await refresh(seen);
    expect(await seen.sees(topic, (payload) => payload !== '5.21')).toBe('None');
    expect(attributes(metric)).toMatchObject({ value: null, unit: 'kg', taken: null, group_id: null });

    anna.measuregrps.push({ ...group, grpid: 99, created: now(), modified: now(), attrib: 2 });
    await refresh(seen);
    expect(await seen.sees(topic, (payload) => payload !== 'None')).toBe('5.21');
    expect(seen.payload('withings/anna/weight')).toBe('70.25');
  });
});

describe('an answer that holds nothing', () => {
  const EMPTY = {
    kind: 'status',
    status: 0,
    body: { updatetime: 0, timezone: 'Europe/Amsterdam', measuregrps: [] },
  } as const;
  const FAULTS: readonly Fault[] = [
    { path: '/measure', ...EMPTY },
    { path: '/measure', kind: 'nulls' },
    // Of the recent window only.
    { path: '/measure', after: 1, times: 1, ...EMPTY },
    { path: '/measure', kind: 'status', status: 2555 },
  ];

  it('deletes nothing', async () => {
    const { cloud, seen, shows } = await settled(annaOf());
    const since = seen.messages.length;

    for (const fault of FAULTS) {
      const mend = cloud.fault(fault);
      await askRefresh(seen);
      mend();
      await refresh(seen);
    }

    const changed = seen.messages
      .slice(since)
      .filter(({ topic }) => /^withings\/anna\/(weight|height|bmi|fat|measure)/.test(topic));
    expect(changed).toEqual([]);
    expect([shows('weight'), shows('height'), shows('fat_mass_left_arm')]).toEqual(['70.25', '1.7', '5.21']);
  });
});

describe('a record', () => {
  it('that is edited or deleted gives way to what is true now, but not to an empty list', async () => {
    const yesterday = Date.now() - DAY;
    const anna = { ...demoPeople(yesterday - DAY)[0]!, userid: ANNA };
    const [workout, ecg] = [nextWorkout(anna, yesterday), nextEcg(anna, yesterday)];
    const newest = { workout: nextWorkout(anna, Date.now()), ecg: nextEcg(anna, Date.now()) };
    const night = nextNight(anna, Date.now());
    const { seen, shows, events } = await settled(anna);
    const showsTime = (metric: string, seconds: number) =>
      seen.sees(`withings/anna/${metric}`, (payload) => Date.parse(payload) === seconds * 1000);
    await showsTime('workout_end', newest.workout.enddate);
    await showsTime('ecg_recorded', newest.ecg.timestamp);

    anna.workouts!.pop();
    anna.ecgs!.pop();
    Object.assign(night, { modified: Math.floor(Date.now() / 1000) }).data.sleep_score = 12;
    await refresh(seen);

    await showsTime('workout_end', workout.enddate);
    await showsTime('ecg_recorded', ecg.timestamp);
    await showsTime('sleep_end', night.enddate);
    expect(await seen.sees('withings/anna/sleep_score', (payload) => payload === '12')).toBe('12');
    expect(events()).toEqual([]);
    const score = shows('sleep_score');
    anna.sleeps!.length = 0;
    await refresh(seen);
    await refresh(seen);
    expect(shows('sleep_score')).toBe(score);
  });
});
