import { addDays, midnightOf } from '../feeds/day.js';
import type { DecodeMeasures } from '../feeds/measure-answer.js';
import { ACTIVITY_DATA_FIELDS } from '../metrics/catalogue/activity.js';
import { SLEEP_DATA_FIELDS } from '../metrics/catalogue/sleep.js';
import { WORKOUT_DATA_FIELDS } from '../metrics/catalogue/workouts.js';
import { decodeActivity, rowOfDay } from '../metrics/decode/activity.js';
import { decodeEcg, decodeNap, decodeNight, decodeWorkout } from '../metrics/decode/records.js';
import type { Metric } from '../metrics/metric.js';
import { naps, nights } from '../metrics/night.js';
import type { Reading } from '../metrics/reading.js';
import { isRefused } from '../sync/troubles.js';
import type { WithingsApiClient } from '../withings/client.js';
import type { WithingsError } from '../withings/errors.js';
import { lastHourOf } from './hours.js';
import { createSeries, type Series } from './series.js';
import type { Window } from './windows.js';

export interface HistorySource {
  readonly client: WithingsApiClient;
  readonly decode: DecodeMeasures;
  readonly account: string;
  /** IANA name of the account's zone. */
  readonly zone: string;
}

type Page = readonly Pick<Reading, 'metric' | 'value' | 'takenAt' | 'lastReset'>[];

/** A kind of data of a window; each is some calls. */
type Kind = (source: HistorySource, window: Window) => AsyncGenerator<Page>;

/** One day more on both sides: whoever travels has days of another zone. What lies outside is left out at the end. */
const around = ({ from, to }: Window) => ({ from: addDays(from, -1), to: addDays(to, 1) });

/** What was read of a window. */
export interface WindowReadings {
  readonly series: ReadonlyMap<string, Series>;
  /** Calls that Withings does not let this login make, with its error. */
  readonly refused: ReadonlyMap<string, WithingsError>;
}

/** The call that a metric comes from, as the first level of its source names it. */
export function callOf({ source }: Metric): string {
  return source.split('/')[0]!;
}

/**
 * Every numeric reading of a window that has one, from measures, nights and naps, activity, workouts and ECGs; decoded
 * as the sync does it, so that the past is what the present would have shown.
 *
 * @param calls those that are to be made
 */
export async function readWindow(
  source: HistorySource,
  window: Window,
  calls: ReadonlySet<string> = ALL_CALLS,
): Promise<WindowReadings> {
  const series = new Map<string, Series>();
  const refused = new Map<string, WithingsError>();
  for (const [call, kind] of Object.entries(KINDS)) {
    if (!calls.has(call)) continue;
    try {
      for await (const page of kind(source, window)) addAll(page, window, series);
    } catch (error) {
      if (!isRefused(error)) throw error;
      refused.set(call, error);
    }
  }
  return { series, refused };
}

function addAll(page: Page, { start, end }: Window, series: Map<string, Series>): void {
  for (const { metric, value, takenAt, lastReset } of page) {
    if (takenAt < start || takenAt >= end || typeof value !== 'number') continue;
    const known = series.get(metric) ?? createSeries();
    series.set(metric, known);
    known.add({ takenAt, value, lastReset });
  }
}

const measures: Kind = async function* ({ client, decode }, { start, end }) {
  for await (const page of client.measurePages({ startDate: start, endDate: end })) yield decode(page.groups).readings;
};

const sleep: Kind = async function* ({ client, account, zone }, window) {
  const all = await client.getSleepSummaries(around(window), SLEEP_DATA_FIELDS, zone);
  const over = all.filter(({ ongoing }) => !ongoing);
  for (const night of nights(over, zone)) yield decodeNight(night, account);
  for (const nap of naps(over, zone)) yield decodeNap(nap, account);
};

/** A day's values belong to its last hour: only then are they what they are. */
const activity: Kind = async function* ({ client, account, zone }, { from, to }) {
  const rows = await client.getActivity({ from, to }, ACTIVITY_DATA_FIELDS);
  for (const date of new Set(rows.map((row) => row.date))) {
    const row = rowOfDay(rows, date);
    if (!row || date < from || date > to) continue;
    const day = { date, midnight: midnightOf(date, zone) };
    const takenAt = lastHourOf(date, zone);
    const decoded = decodeActivity([row], day, account, () => false);
    yield decoded.map((reading) => ({ ...reading, takenAt }));
  }
};

const workouts: Kind = async function* ({ client, account }, window) {
  const all = await client.getWorkouts(around(window), WORKOUT_DATA_FIELDS);
  for (const workout of all) yield decodeWorkout(workout, account);
};

const ecgs: Kind = async function* ({ client, account }, { start, end }) {
  const all = await client.getEcgs({ startDate: start, endDate: end });
  for (const ecg of all) yield decodeEcg(ecg, account);
};

/** By the call that their metrics name as their source. */
const KINDS: Readonly<Record<string, Kind>> = {
  getmeas: measures,
  getsummary: sleep,
  getactivity: activity,
  getworkouts: workouts,
  heart: ecgs,
};

export const ALL_CALLS: ReadonlySet<string> = new Set(Object.keys(KINDS));
