import type { Person } from '#built/demo/cloud.js';
import { DAYS } from '#built/demo/timeline.js';
import { addDays, createZone } from '#built/demo/wall-clock.js';

const DAY_SECONDS = 86_400;
const TIMES = 5;
const WEIGHT = 1;
const EVENING_SECONDS = 13 * 3600;
/** What the person loses in two years, in kilograms. */
const LOST = 3.9;

function heavier(measure: Person['measuregrps'][number]['measures'][number], copy: number): typeof measure {
  const { type, unit, value } = measure;
  return type === WEIGHT ? { ...measure, value: value + Math.round(copy * LOST * 10 ** -unit) } : measure;
}

/**
 * Makes ten years of a person's two: what was, again and again before it, with ids of its own; and most weigh-ins once
 * more in the evening, so that there are some 5,000.
 */
export function stretchToTenYears(person: Person): void {
  const zone = createZone(person.timezone);
  const { measuregrps, sleeps = [], activities = [] } = person;
  const older = Array.from({ length: TIMES - 1 }, (_, index) => index + 1);
  const back = (time: number, copy: number) => time - copy * DAYS * DAY_SECONDS;
  const measured = measuregrps.filter(({ category }) => category === 1);
  const evenings = measured
    .filter(({ date, measures }) => date % 4 !== 0 && measures.some(({ type }) => type === WEIGHT))
    .map((group) => ({ ...group, grpid: group.grpid - 50_000, date: group.date + EVENING_SECONDS }))
    .filter(({ date }) => date < Date.now() / 1000);
  person.measuregrps = [
    ...older.flatMap((copy) =>
      [...measured, ...evenings].map((group) => ({
        ...group,
        grpid: group.grpid - copy * 100_000,
        measures: group.measures.map((one) => heavier(one, copy)),
        date: back(group.date, copy),
        created: back(group.created, copy),
        modified: back(group.modified, copy),
      })),
    ),
    ...evenings,
    ...measuregrps,
  ];
  person.sleeps = [
    ...older.flatMap((copy) =>
      sleeps.map((row) => {
        const enddate = back(row.enddate, copy);
        const created = back(row.created ?? row.modified, copy);
        const times = { startdate: back(row.startdate, copy), enddate, modified: back(row.modified, copy), created };
        return { ...row, ...times, id: row.id - copy * 100_000, date: zone.dateOf(enddate) };
      }),
    ),
    ...sleeps,
  ];
  person.activities = [
    ...older.flatMap((copy) =>
      activities.map((row) => ({
        ...row,
        date: addDays(row.date, -copy * DAYS),
        modified: back(Number(row.modified), copy),
      })),
    ),
    ...activities,
  ];
}
