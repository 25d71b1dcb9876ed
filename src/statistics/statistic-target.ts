import { dayAt, HOUR_SECONDS, hourOf } from '../feeds/day.js';
import type { Day } from '../metrics/decode/activity.js';
import type { StatisticSpan } from '../store/store.js';
import { SHORTEST_DAY } from './hours.js';
import { type Plan, planMeans, planTotals } from './plan.js';
import type { StoredRow } from './recorder.js';
import type { StatisticSample } from './source.js';
import type { Statistic } from './statistic.js';

/**
 * Home Assistant compiles an hour some seconds after its end; until then the hour is not to be touched. Where it finds a
 * row there, it drops what it has compiled, of every entity.
 */
const GRACE_SECONDS = 600;

/** A statistic that is being written, from its newest window back. */
export interface Target extends Statistic {
  own: StatisticSpan;
  /** Whether an earlier run may have written rows before Home Assistant's own. */
  readonly writtenBefore: boolean;
  /** Totals: the sum after the last day of all. */
  readonly firstSum: number;
  /** Totals: the sum after the last day of the next window. */
  sum: number;
}

/** What is known of a window. */
export interface WindowData {
  readonly samples: readonly StatisticSample[];
  /** The rows that are there. */
  readonly there: readonly StoredRow[];
  /** IANA name of the person's own, now. */
  readonly zone: string;
  /** Seconds since 1970. */
  readonly now: number;
}

/** What is to be written of a window. Of totals it takes the sum back to the window's first day. */
export function planWindow(target: Target, data: WindowData): Plan {
  return target.metadata.kind === 'mean' ? meansOf(target, data) : totalsOf(target, data);
}

function meansOf({ store, own }: Target, { samples, there, now }: WindowData): Plan {
  const values = samples
    .filter(({ takenAt }) => isCompiled(takenAt, now))
    .map(({ takenAt, value }) => ({ time: takenAt, value: store(value) }));
  return planMeans(values, there, own);
}

function totalsOf(target: Target, { samples, there, zone, now }: WindowData): Plan {
  const { own, store } = target;
  const firstDay = own.base?.firstDay ?? dayAt(Math.min(own.since, now), zone).date;
  const totals = samples.flatMap(({ takenAt, value, day }) => {
    // In Home Assistant's zone the last hour of a day may come when the next one is counted already where the person is.
    const isBefore = day && day.date < firstDay && Math.min(takenAt, day.midnight + SHORTEST_DAY) < own.since;
    const start = Math.min(hourOf(takenAt), own.since - HOUR_SECONDS);
    return isBefore ? [{ start, value: store(value), lastReset: day.midnight }] : [];
  });
  const plan = planTotals(totals, there, own, target.sum);
  target.sum = plan.before;
  return { ...plan, rows: plan.rows.filter(({ start }) => isCompiled(start, now)) };
}

/** Whether Home Assistant has compiled the hour of a time, so that it may be written. */
export function isCompiled(time: number, now: number): boolean {
  return time < compiledUntil(now);
}

/**
 * Whether Home Assistant has compiled all hours of a day. It goes on for as long as it is that day where the person is,
 * and where it began: nobody knows the hour at which a traveller to the east went over into the next one.
 */
export function isDayCompiled({ date, midnight }: Day, zone: string, now: number): boolean {
  const until = compiledUntil(now);
  return date < dayAt(until, zone).date && midnight + SHORTEST_DAY <= until;
}

function compiledUntil(now: number): number {
  return hourOf(now - GRACE_SECONDS);
}
