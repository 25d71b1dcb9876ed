import { activityDays, phoneCounter, watchCounter } from './activity-rows.js';
import { type Body, bodyScanMeasures } from './body.js';
import { type Device, device, deviceRow } from './device-rows.js';
import { ecgRow, electrocardiogram, isEcg } from './ecg-rows.js';
import { intradayOf } from './intraday-rows.js';
import { type Draft, type DraftOptions, draft, measure, numbered } from './measure-groups.js';
import { createRandom, type Random } from './random.js';
import { sleepIntervals } from './sleep-intervals.js';
import { sleepsOf } from './sleep-rows.js';
import { DAYS, mornings, timeOf } from './timeline.js';
import type { Measure, MeasureGroup, Person } from './types.js';
import { createZone, type Zone } from './wall-clock.js';
import { workoutsOf } from './workout-rows.js';

const TIMEZONE = 'Europe/Amsterdam';
const SCALE = device('anna', 'Scale', 'Body Scan', 10);
const CUFF = device('anna', 'Blood Pressure Monitor', 'BPM Connect', 45);
const THERMOMETER = device('anna', 'Smart Connected Thermometer', 'Thermo', 70);
const WATCH = device('anna', 'Activity Tracker', 'ScanWatch 2', 94);
const MAT = device('anna', 'Sleep Monitor', 'Aura Sensor V2', 63);
const PHONE = phoneCounter('iOS step tracker', 1051);

/** Two years of a person with every kind of device: what they measured, her days, nights, workouts and ECGs. `now` in milliseconds. */
export function createAnna(now: number, random: Random, zone = createZone(TIMEZONE)): Person {
  const drafts = [
    by(undefined, [measure(4, 1.72, -2)], { date: timeOf(now, DAYS + 1, 20), attrib: 2, delay: 0 }),
    ...mornings(now, random, 0.2).flatMap((morning) => weighIn(morning, random)),
    ...Array.from({ length: DAYS }, (_, index) => otherDevices(now, index + 1, random)).flat(),
    // Somebody else on the same scale, and a type that no list knows yet.
    by(SCALE, [measure(1, 88.9, -3, { algo: 218_300_416, fm: 3 })], { date: timeOf(now, 2, 20), attrib: 1 }),
    by(SCALE, [measure(999, 42.1, -1)], { date: timeOf(now, 1, 20.5), attrib: 8 }),
  ];
  const measuregrps = numbered(drafts, 5_000_000_001);
  const row = (what: Device, battery: 'high' | 'medium' | 'low', last: number | null) =>
    deviceRow(what, { battery, timezone: TIMEZONE, first: timeOf(now, DAYS, 12), last });
  return {
    userid: 1_001_001,
    name: 'Anna',
    timezone: TIMEZONE,
    measuregrps,
    devices: [
      row(SCALE, 'high', Math.floor(now / 1000) - 2_300),
      row(CUFF, 'medium', timeOf(now, 3, 19.1)),
      row(THERMOMETER, 'low', null),
      row(WATCH, 'high', Math.floor(now / 1000) - 600),
      row(MAT, 'high', timeOf(now, 0, 6) < now / 1000 ? timeOf(now, 0, 6) : timeOf(now, 1, 6)),
    ],
    goals: { steps: 10_000, sleep: 28_800, weight: { value: 67_000, unit: -3 } },
    ...livedBy(now, zone, random, measuregrps),
  };
}

/** What is no measure group. Each list has random numbers of its own, so that none changes with another. */
function livedBy(now: number, zone: Zone, random: Random, measuregrps: readonly MeasureGroup[]) {
  const own = () => createRandom(Math.floor(random.next() * 2 ** 32));
  const onWatch = activityDays({ now, zone, random: own(), counter: watchCounter(WATCH), steps: 8_800 });
  const inHand = { counter: PHONE, steps: 5_200, counts: (daysAgo: number) => daysAgo % 3 === 0 };
  const onPhone = activityDays({ now, zone, random: own(), ...inHand });
  const sleeps = sleepsOf({ now, zone, random: own(), watch: WATCH, mat: MAT, firstId: 4_100_000_001 });
  const course = own();
  return {
    activities: [...onWatch, ...onPhone].sort((a, b) => Date.parse(a.date) - Date.parse(b.date)),
    sleeps,
    workouts: workoutsOf(now, zone, own(), WATCH, 4_200_000_001),
    ecgs: measuregrps
      .filter(isEcg)
      .reverse()
      .map((group, index) => ecgRow(group, 300_000_001 + index)),
    intraday: intradayOf(now, zone, own(), WATCH),
    nights: sleeps.slice(-3).flatMap((night) => sleepIntervals(night, course)),
  };
}

function by(source: Device | undefined, measures: Measure[], more: Omit<DraftOptions, 'timezone' | 'device'>): Draft {
  return draft(measures, { timezone: TIMEZONE, ...(source && { device: source }), ...more });
}

/** One weigh-in is several groups of one `date`. */
function weighIn({ date, daysAgo, index }: ReturnType<typeof mornings>[number], random: Random): Draft[] {
  const algorithm = { algo: daysAgo > 300 ? 218_235_904 : 218_300_416, fm: 3 };
  const delay = Math.round(25 + random.next() * 90);
  const weightUnit = index % 9 === 0 ? -2 : -3;
  const groups = [
    by(SCALE, bodyScanMeasures(bodyOf(daysAgo, random), algorithm, weightUnit), { date, delay }),
    by(SCALE, [measure(11, random.around(61, 4), 0)], { date, delay }),
  ];
  if (random.chance(0.85)) {
    const velocity = random.around(6.9, 0.25);
    groups.push(by(SCALE, [measure(91, velocity, -3), measure(155, velocity * 5.6, -1)], { date, delay, attrib: 8 }));
  }
  if (daysAgo % 7 === 0) {
    const [, left = 0, right = 0] = [196, 197, 198].map(() => random.around(52, 3));
    const activity = [measure(196, (left + right) / 2, -3), measure(197, left, -3), measure(198, right, -3)];
    groups.push(by(SCALE, activity, { date, delay, attrib: 8 }));
  }
  return groups;
}

function bodyOf(daysAgo: number, random: Random): Body {
  const season = Math.sin((daysAgo / 365) * 2 * Math.PI);
  return {
    weight: 68.4 + (daysAgo / DAYS) * 4 + season * 0.8 + random.around(0, 0.25),
    fatRatio: 26.5 + (daysAgo / DAYS) * 3.5 + season * 0.5 + random.around(0, 0.3),
  };
}

function otherDevices(now: number, daysAgo: number, random: Random): Draft[] {
  const at = (hour: number) => timeOf(now, daysAgo, hour + random.next() * 0.4);
  const groups: Draft[] = [];
  if (daysAgo % 7 === 3) {
    const pressure = [
      measure(9, random.around(76, 4), -2),
      measure(10, random.around(118, 5), -2),
      measure(11, random.around(64, 4), -2),
    ];
    groups.push(by(CUFF, pressure, { date: at(19) }));
  }
  if (daysAgo % 41 === 12) {
    const warmth = random.around(36.8, 0.2);
    const measures = [measure(12, warmth, -3), measure(71, warmth, -3), measure(73, warmth - 1.9, -3)];
    groups.push(by(THERMOMETER, measures, { date: at(18) }));
  }
  if (daysAgo % 7 === 5) groups.push(by(WATCH, [measure(54, random.around(96.8, 0.9), 0)], { date: at(12) }));
  if (daysAgo % 14 === 9) groups.push(by(WATCH, electrocardiogram(random), { date: at(17) }));
  if (daysAgo % 30 === 6) {
    groups.push(by(WATCH, [measure(139, 0, 0)], { date: at(2) }));
    groups.push(by(WATCH, [measure(123, random.around(38, 0.6), -1)], { date: at(9), delay: 5_400 }));
  }
  return groups;
}
