import type { Cloud, MeasureGroup, Person } from '../../src/demo/cloud.js';
import { nextActivity, nextEcg, nextWeighIn, nextWorkout } from '../../src/demo/invented-people.js';
import { nextNight } from '../cloud/next-night.js';
import type { Chance } from './chance.js';
import type { Time } from './time.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WEIGHT = 1;
/** Kinds of notification (Withings, "Notification content"). */
const APPLI = { weight: 1, activity: 16, sleep: 44, ecg: 54, inBed: 50, outOfBed: 51 };

/** What the people of a soak have done that the bridge must tell of, by event type and id. */
export type Deeds = Map<string, 'to tell' | 'taken back'>;

export interface Life {
  readonly deeds: Deeds;
  /** User ids with what the last notification about their bed said that was taken, and when, seconds since 1970. */
  readonly beds: Map<number, { readonly isIn: boolean; readonly since: number }>;
  /** Plans a day from this instant on, midnight being some hours away. `deletes`: people also take things back. */
  plan(day: number, deletes: boolean): void;
  /** From now on nobody does anything. */
  rest(): void;
}

/** Invents the days of people: what they measure, how they move and sleep, what they correct and take back. */
export function createLife({ cloud, time, chance }: { cloud: Cloud; time: Time; chance: Chance }): Life {
  const deeds: Deeds = new Map();
  const beds: Life['beds'] = new Map();
  let resting = false;

  function later(at: number, action: () => void): void {
    time.at(at, () => {
      if (!resting) action();
    });
  }

  /** Withings tells of most things, soon. */
  function tell({ userid }: Person, appli: number): void {
    if (chance.happens(0.85)) time.at(time.now() + chance.between(0, 90_000), () => void cloud.notify(userid, appli));
  }

  function weighIn(person: Person): void {
    const group = nextWeighIn(person, time.now());
    // A scale that has been away from its network for a while.
    if (chance.happens(0.2)) group.date -= chance.whole(60, 7200);
    touchDevice(person, group);
    deeds.set(`measure ${group.grpid}`, 'to tell');
    tell(person, APPLI.weight);
  }

  function touchDevice(person: Person, { hash_deviceid }: MeasureGroup): void {
    const device = (person.devices as Record<string, unknown>[]).find((one) => one.hash_deviceid === hash_deviceid);
    if (device)
      Object.assign(device, { last_session_date: time.seconds(), battery: chance.pick(['low', 'medium', 'high']) });
  }

  /** Weigh-ins of the last days. */
  const recent = (person: Person) =>
    person.measuregrps.filter(
      ({ date, attrib, measures }) =>
        date > time.seconds() - 5 * 86_400 && attrib === 0 && measures.some(({ type }) => type === WEIGHT),
    );

  function edit(person: Person): void {
    const candidates = recent(person);
    if (candidates.length === 0) return;
    const group = chance.pick(candidates);
    for (const measure of group.measures) if (measure.type === WEIGHT) measure.value += chance.whole(-9, 9) || 1;
    group.modified = time.seconds();
    tell(person, APPLI.weight);
  }

  function takeBack(person: Person): void {
    const candidates = recent(person);
    if (candidates.length < 2) return;
    const group = chance.pick(candidates);
    person.measuregrps.splice(person.measuregrps.indexOf(group), 1);
    deeds.set(`measure ${group.grpid}`, 'taken back');
    tell(person, APPLI.weight);
  }

  function takeBackWorkout(person: Person): void {
    // An empty list says nothing to the bridge, so the last one stays.
    if (!person.workouts || person.workouts.length < 2) return;
    deeds.set(`workout ${person.workouts.pop()!.id}`, 'taken back');
    tell(person, APPLI.activity);
  }

  function wakeUp(person: Person): void {
    const row = nextNight(person, time.now());
    deeds.set(`sleep ${row.id}`, 'to tell');
    tell(person, APPLI.sleep);
    for (let more = chance.whole(0, 3); more > 0; more--) {
      later(time.now() + chance.between(10 * MINUTE, 6 * HOUR), () => {
        // Dozed off again, or the cloud thinks better of it.
        if (chance.happens(0.5)) row.enddate += 60 * chance.whole(5, 30);
        nextNight(person, time.now());
        tell(person, APPLI.sleep);
      });
    }
  }

  function bed(person: Person, isIn: boolean): void {
    time.at(time.now() + chance.between(0, 20_000), async () => {
      const appli = isIn ? APPLI.inBed : APPLI.outOfBed;
      const times = isIn ? { startdate: time.seconds() } : { startdate: time.seconds() - 60, enddate: time.seconds() };
      void cloud.notify(person.userid, appli, times).then((answers) => {
        if (answers.includes(200)) beds.set(person.userid, { isIn, since: times.startdate });
      });
    });
  }

  function workOut(person: Person): void {
    deeds.set(`workout ${nextWorkout(person, time.now()).id}`, 'to tell');
    tell(person, APPLI.activity);
  }

  function takeEcg(person: Person): void {
    deeds.set(`ecg ${nextEcg(person, time.now()).ecg!.signalid}`, 'to tell');
    tell(person, APPLI.ecg);
  }

  function walk(person: Person): void {
    nextActivity(person, time.now());
    if (chance.happens(0.3)) tell(person, APPLI.activity);
  }

  return {
    deeds,
    beds,
    rest() {
      resting = true;
    },
    plan(day, deletes) {
      const start = time.now();
      const at = (hour: number, action: () => void) => later(start + hour * HOUR, action);
      const some = (most: number, from: number, to: number, action: () => void) => {
        for (let left = chance.whole(0, most); left > 0; left--) at(chance.between(from, to), action);
      };
      for (const person of cloud.people.values()) {
        // A day is planned at five in the morning.
        at(1 + chance.between(0, 2), () => bed(person, false));
        at(1 + chance.between(0, 2), () => wakeUp(person));
        at(2 + chance.between(0, 2), () => weighIn(person));
        some(2, 3, 18, () => weighIn(person));
        for (let hour = 2; hour < 18; hour += chance.between(0.3, 1)) at(hour, () => walk(person));
        some(2, 5, 17, () => workOut(person));
        some(1, 5, 17, () => takeEcg(person));
        some(1, 3, 20, () => edit(person));
        if (deletes) some(1, 3, 18, () => takeBack(person));
        if (deletes) some(1, 9, 18, () => takeBackWorkout(person));
        at(18 + chance.between(0, 1), () => bed(person, true));
        if (day % 3 === 1)
          at(10, () => Object.assign(person, { goals: { steps: chance.whole(50, 150) * 100, sleep: 28_800 } }));
      }
    },
  };
}
