import type { Person, SleepRow } from '../../src/demo/cloud.js';
import { beginning, freeId } from '../../src/demo/next.js';
import { sleepIntervals } from '../../src/demo/sleep-intervals.js';
import { type Sleeper, sleepRow } from '../../src/demo/sleep-rows.js';
import { sleepSummary } from '../../src/demo/sleep-summary.js';

/** Longer in bed than this is a night, not a nap. */
const NIGHT_SECONDS = 3 * 3600;
const SOME_MAT: Sleeper = { model: 32, model_id: 63, hash_deviceid: null };

/**
 * A night that ended at `at`, with its course, on the device of the last one. Where the day of waking up has a night
 * already, that one is revised instead: same id and times, other values, as the cloud does for hours. Returns the row.
 */
export function nextNight(person: Person, at: number): SleepRow {
  const { seconds, random, zone } = beginning(person, at);
  person.sleeps ??= [];
  const nights = person.sleeps.filter(({ startdate, enddate }) => enddate - startdate > NIGHT_SECONDS);
  const known = nights.find(({ date }) => date === zone.dateOf(seconds));
  const row =
    known ??
    sleepRow(
      { id: freeId(person.sleeps), end: seconds, length: random.around(7.7, 0.4) },
      { ...SOME_MAT, ...sleeperOf(nights) },
      zone,
      random,
    );
  if (known === undefined) person.sleeps.push(Object.assign(row, { created: seconds }));
  else row.data = sleepSummary(row.enddate - row.startdate, random);
  row.modified = seconds;
  const others = (person.nights ?? []).filter(({ startdate }) => startdate < row.startdate || startdate >= row.enddate);
  person.nights = [...others, ...sleepIntervals(row, random)];
  return row;
}

function sleeperOf(nights: readonly SleepRow[]): Partial<Sleeper> {
  const last = nights.findLast(({ hash_deviceid }) => typeof hash_deviceid === 'string');
  if (last === undefined) return {};
  const { model = 32, model_id = null, hash_deviceid = null } = last;
  return { model, model_id, hash_deviceid };
}
