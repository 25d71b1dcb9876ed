import { round4 } from '../withings/decimal.js';
import { COMPUTED_METRICS } from './catalogue/computed.js';
import { feedOf } from './catalogue/index.js';
import { snapshot } from './decode/user.js';
import type { Metric } from './metric.js';
import type { Latest, Reading } from './reading.js';
import { average, type Point, recentAverage, weeklyTrend } from './trends.js';

const [BMI, LAST_MEASUREMENT, WEIGHT_TO_GOAL, WEIGHT_AVERAGE, WEIGHT_TREND, SLEEP_AVERAGE, STEPS_AVERAGE] =
  COMPUTED_METRICS;

/** What trends are worked out from, in the units of the metrics. */
export interface Series {
  /** Kilograms, the last 30 days. */
  readonly weights: readonly Point[];
  /** Hours asleep, a main night each, at its end; of the seven days up to the newest one. */
  readonly nights: readonly Point[];
  /** Steps, a whole day each, at its midnight; of the seven days up to the newest one. */
  readonly days: readonly Point[];
}

const NOTHING: Series = { weights: [], nights: [], days: [] };

/** What follows from an account's latest readings; a metric is left out as long as there is too little to know it. */
export function computedReadings(latest: Latest, series: Series = NOTHING): Reading[] {
  const { weights, nights, days } = series;
  return [
    bodyMassIndex(latest),
    lastMeasurement(latest),
    weightToGoal(latest),
    trend(WEIGHT_AVERAGE, weights, recentAverage(weights, 7, 2)),
    trend(WEIGHT_TREND, weights, weeklyTrend(weights, 30)),
    trend(SLEEP_AVERAGE, nights, average(nights, 3)),
    trend(STEPS_AVERAGE, days, average(days, 3)),
  ].filter((reading) => reading !== undefined);
}

function trend(metric: Metric, points: readonly Point[], value: number | undefined): Reading | undefined {
  return value === undefined ? undefined : snapshot(metric, value, Math.max(...points.map(({ time }) => time)));
}

/** What is left to the goal: positive above it. */
function weightToGoal(latest: Latest): Reading | undefined {
  const weight = latest.get('weight');
  const goal = latest.get('goal_weight');
  if (typeof weight?.value !== 'number' || !goal) return undefined;
  const value = typeof goal.value === 'number' ? round4(weight.value - goal.value) : null;
  return { ...weight, metric: WEIGHT_TO_GOAL.key, value, unit: WEIGHT_TO_GOAL.unit, source: WEIGHT_TO_GOAL.source };
}

/** Weight over the square of the last height, at the time of the weight. */
function bodyMassIndex(latest: Latest): Reading | undefined {
  const weight = latest.get('weight');
  const height = latest.get('height');
  if (!weight || !height) return undefined;
  const possible = typeof weight.value === 'number' && typeof height.value === 'number' && height.value > 0;
  const index = possible ? round4(Number(weight.value) / Number(height.value) ** 2) : Number.NaN;
  // A height that is as good as none makes no index.
  const value = Number.isFinite(index) ? index : null;
  return { ...weight, metric: BMI.key, value, unit: BMI.unit, source: BMI.source };
}

function lastMeasurement(latest: Latest): Reading | undefined {
  let newest: Reading | undefined;
  for (const reading of latest.values()) {
    if (reading.value !== null && feedOf(reading.metric) === 'measures') {
      if (!newest || reading.takenAt > newest.takenAt) newest = reading;
    }
  }
  if (!newest) return undefined;
  return {
    ...snapshot(LAST_MEASUREMENT, newest.takenAt, newest.takenAt),
    deviceId: newest.deviceId,
    deviceModel: newest.deviceModel,
  };
}
