// @ts-check
/** What one person comes to, and from where each figure is. */
export const PER_PERSON = {
  /** Notifications a day of somebody who weighs, walks, and sleeps on a mat. */
  events: 6,
  /** Calls of one: a night is asked for in detail, too. */
  callsPerEvent: 1.5,
  /** Calls a day without any event: measures once a day, the seven others and the subscriptions once a week. */
  fallback: 1 + 8 / 7,
  /** Refreshes a day: a login is refreshed when a call needs it, and not every three hours; events come in bunches. */
  refreshes: 4,
  /** Calls when somebody connects: eight kinds of notification and the list of them, and a first round. */
  connecting: 8 + 1 + 13,
  /** Calls for ten years of past. */
  past: 200,
  /** Calls a day that look for what was changed there: the end of five feeds each day, all of it once a month. */
  again: 5 + 200 / 30,
  /** Readings a year: docs/performance.md has ten years. */
  readingsPerYear: 31_600,
  /** Bytes of one with its two indexes, measured on 300,000 of them. */
  readingBytes: 230,
  /** Points of curves a year, and bytes of one on the disk. */
  pointsPerYear: 100_000,
  pointBytes: 15,
  /** Metrics that a person has, each with a value and its attributes on the broker. */
  metrics: 100,
  /** Bytes of both, with what a broker keeps of a topic. */
  metricBytes: 700,
  /** Metrics that an event changes. */
  changed: 12,
};
/** Calls a minute of Withings' plans: the free one, and Enterprise. */
const PLANS = [120, 1500];
/** Of a plan's calls so much is used: the way to Withings makes some come later than others. */
const USED = 0.97;
/** Mornings are so many times as busy as the day. */
const PEAK = 5;
const DAY_MINUTES = 1440;
const DAY_SECONDS = 86_400;

/** The table of docs/scale.md for some numbers of people. @param {readonly number[]} sizes */
export function planTable(sizes) {
  const one = PER_PERSON;
  const callsPerDay = one.events * one.callsPerEvent + one.fallback + one.refreshes;
  const messages = one.events * (2 * one.changed + 1);
  /** @type {readonly [string, (people: number) => string][]} */
  const rows = [
    ['calls a minute', (people) => number((people * callsPerDay) / DAY_MINUTES)],
    ['plan', (people) => planFor((people * callsPerDay) / DAY_MINUTES)],
    ['everybody connects at once', (people) => duration((people * one.connecting) / rate(people, callsPerDay))],
    ['ten years of past of everybody', (people) => duration((people * one.past) / left(people, callsPerDay))],
    [
      'what was changed in the past is found within',
      (people) => duration(Math.max(DAY_MINUTES, (people * one.again) / left(people, callsPerDay))),
    ],
    ['turns a second, in the morning', (people) => number((people * (one.events + 1) * PEAK) / DAY_SECONDS)],
    ['rows of readings a year, millions', (people) => number((people * one.readingsPerYear) / 1e6)],
    [
      'of these, and of curves, a year',
      (people) => bytes(people * (yearOfReadings() + one.pointsPerYear * one.pointBytes)),
    ],
    ['messages to the broker a second, in the morning', (people) => number((people * messages * PEAK) / DAY_SECONDS)],
    ['retained topics, millions', (people) => number((people * one.metrics * 2) / 1e6)],
    ['memory of a broker for them', (people) => bytes(people * one.metrics * one.metricBytes)],
  ];
  return [
    `| | ${sizes.map((people) => `${number(people)} people`).join(' | ')} |`,
    `| --- |${' --- |'.repeat(sizes.length)}`,
    ...rows.map(([what, of]) => `| ${what} | ${sizes.map(of).join(' | ')} |`),
  ].join('\n');
}

function yearOfReadings() {
  return PER_PERSON.readingsPerYear * PER_PERSON.readingBytes;
}

/** The smallest plan that holds so many calls, or how many of the largest. @param {number} calls a minute */
function planFor(calls) {
  const fits = PLANS.find((plan) => plan * USED >= calls);
  const largest = Math.max(...PLANS);
  return fits ? `${number(fits)} a minute` : `${Math.ceil(calls / (largest * USED))} × ${number(largest)} a minute`;
}

/** Calls a minute that are left over. @param {number} people @param {number} callsPerDay */
function left(people, callsPerDay) {
  return rate(people, callsPerDay) - (people * callsPerDay) / DAY_MINUTES;
}

/** Calls a minute that there are. @param {number} people @param {number} callsPerDay */
function rate(people, callsPerDay) {
  const calls = (people * callsPerDay) / DAY_MINUTES;
  const largest = Math.max(...PLANS);
  const fits = PLANS.find((plan) => plan * USED >= calls);
  return USED * (fits ?? largest * Math.ceil(calls / (largest * USED)));
}

/** @param {number} value */
function number(value) {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 });
}

/** @param {number} minutes */
function duration(minutes) {
  return minutes < 2 * DAY_MINUTES ? `${number(minutes / 60)} h` : `${number(minutes / DAY_MINUTES)} days`;
}

/** @param {number} count */
function bytes(count) {
  return count < 1e12 ? `${number(count / 1e9)} GB` : `${number(count / 1e12)} TB`;
}
