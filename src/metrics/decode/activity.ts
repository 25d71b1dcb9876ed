import type { ActivityDay } from '../../withings/activity.js';
import { ACTIVITY_METRICS } from '../catalogue/activity.js';
import type { Reading } from '../reading.js';
import { fieldValue } from './records.js';

/** A day in the account's zone: its name, and its midnight in seconds since 1970. */
export interface Day {
  readonly date: string;
  readonly midnight: number;
}

const WITHINGS = 1;

/**
 * Which of a day's rows counts: one with steps before one without; one of a Withings tracker before one of another tracker,
 * that before a phone; of the same kind, the one with more steps, then the newest. Rows are never added up: a watch and a
 * phone count the same walk.
 */
export function rowOfDay(days: readonly ActivityDay[], date: string): ActivityDay | undefined {
  return days.filter((day) => day.date === date).sort(compareRows)[0];
}

/**
 * Today's readings. Before the day has a row, totals are 0 and rates have no value: yesterday's are not today's. What its
 * row says to be none has no value either.
 *
 * @param known tells which metrics the account has ever had
 */
export function decodeActivity(
  days: readonly ActivityDay[],
  today: Day,
  known: (metric: string) => boolean,
): Reading[] {
  const row = rowOfDay(days, today.date);
  const takenAt = Math.max(row?.modified ?? 0, today.midnight);
  const isThere = (field: string) => days.some(({ data }) => field in data);
  return ACTIVITY_METRICS.filter(({ key, field }) => known(key) || isThere(field)).map((metric) => {
    const raw = row?.data[metric.field];
    const isTotal = metric.stateClass === 'total';
    return {
      metric: metric.key,
      value: isTotal && raw === undefined ? 0 : fieldValue(raw, metric),
      unit: metric.unit,
      takenAt,
      createdAt: takenAt,
      modifiedAt: takenAt,
      attribution: null,
      deviceId: row?.deviceId ?? null,
      deviceModel: row?.model ?? null,
      groupId: null,
      source: metric.source,
      ...(isTotal && { lastReset: today.midnight }),
    };
  });
}

/** Whether one of the days has a value of a metric. */
export function isCounted(days: readonly ActivityDay[], key: string): boolean {
  const metric = ACTIVITY_METRICS.find((one) => one.key === key);
  return metric !== undefined && days.some(({ data }) => fieldValue(data[metric.field], metric) !== null);
}

function compareRows(a: ActivityDay, b: ActivityDay): number {
  return (
    // A watch that lies in a drawer counts, too.
    Number(steps(b) > 0) - Number(steps(a) > 0) ||
    Number(b.isTracker) - Number(a.isTracker) ||
    Number(b.brand === WITHINGS) - Number(a.brand === WITHINGS) ||
    steps(b) - steps(a) ||
    b.modified - a.modified ||
    // Alike in all that matters: the order in which rows come must not decide.
    (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
  );
}

function steps({ data }: ActivityDay): number {
  return typeof data.steps === 'number' ? data.steps : 0;
}
