import { addDays, dayAt } from '../feeds/day.js';
import { beginOf } from '../feeds/today.js';
import { COMPUTED_METRICS } from '../metrics/catalogue/computed.js';
import { computedReadings, type Series } from '../metrics/computed.js';
import { decodeActivity } from '../metrics/decode/activity.js';
import { decodeNight } from '../metrics/decode/records.js';
import { withoutValue } from '../metrics/latest.js';
import { nights } from '../metrics/night.js';
import type { Reading } from '../metrics/reading.js';
import type { Point } from '../metrics/trends.js';
import type { PersonState } from '../store/person-state.js';

const COMPUTED: ReadonlySet<string> = new Set(COMPUTED_METRICS.map(({ key }) => key));

/** The state with what follows from it; a computed reading that says the same as before stays the one it was. */
export function withComputed(state: PersonState, now: number): PersonState {
  const latest = new Map(Object.entries(state.readings));
  const computed = computedReadings(latest, seriesOf(state, now));
  const possible = new Set(computed.map(({ metric }) => metric));
  const gone = [...latest.values()].filter(
    ({ metric, value }) => COMPUTED.has(metric) && value !== null && !possible.has(metric),
  );
  const changed = [
    ...computed.filter((reading) => !same(reading, latest.get(reading.metric))),
    ...gone.map(withoutValue),
  ];
  if (changed.length === 0) return state;
  return {
    ...state,
    readings: { ...state.readings, ...Object.fromEntries(changed.map((reading) => [reading.metric, reading])) },
  };
}

function seriesOf(state: PersonState, now: number): Series {
  const zone = state.zone ?? 'utc';
  const today = dayAt(now, zone).date;
  return {
    weights: Object.values(state.weights ?? {}),
    nights: lastSevenDays(
      nights(state.records?.sleep ?? [], zone).flatMap((night) => {
        const total = decodeNight(night).find(({ metric }) => metric === 'sleep_total')?.value;
        return typeof total === 'number' ? [{ date: night.date, time: night.end, value: total }] : [];
      }),
    ),
    days: lastSevenDays(
      (state.activity ?? []).flatMap((day) => {
        const { date } = day;
        const time = beginOf(state, date);
        const decoded = decodeActivity([day], { date, midnight: time }, () => false);
        const steps = decoded.find(({ metric }) => metric === 'activity_steps')?.value;
        return date < today && typeof steps === 'number' ? [{ date, time, value: steps }] : [];
      }),
    ),
  };
}

/** By the calendar: seven times 24 hours hold eight days of an early riser, and when the clocks change. */
function lastSevenDays<T extends Point & { readonly date: string }>(points: readonly T[]): T[] {
  const dates = points.map(({ date }) => date).sort();
  const eighth = dates.length > 0 ? addDays(dates.at(-1)!, -7) : '';
  return points.filter(({ date }) => date > eighth);
}

function same(a: Reading, b: Reading | undefined): boolean {
  return (
    b !== undefined &&
    a.value === b.value &&
    a.takenAt === b.takenAt &&
    a.modifiedAt === b.modifiedAt &&
    a.groupId === b.groupId
  );
}
