import { round4 } from '../withings/decimal.js';
import { COMPUTED_METRICS } from './catalogue/computed.js';
import { feedOf } from './catalogue/index.js';
import { snapshot } from './decode/user.js';
import type { Latest, Reading } from './reading.js';

const [BMI, LAST_MEASUREMENT, WEIGHT_TO_GOAL] = COMPUTED_METRICS;

/** What follows from an account's latest readings; a metric is left out as long as there is too little to know it. */
export function computedReadings(latest: Latest): Reading[] {
  const all = [bodyMassIndex(latest), lastMeasurement(latest), weightToGoal(latest)];
  return all.filter((reading) => reading !== undefined);
}

/** What is left to the goal: positive above it. */
function weightToGoal(latest: Latest): Reading | undefined {
  const weight = latest.get('weight');
  const goal = latest.get('goal_weight');
  if (typeof weight?.value !== 'number' || !goal) return undefined;
  const value = typeof goal.value === 'number' ? round4(weight.value - goal.value) : null;
  return { ...weight, metric: WEIGHT_TO_GOAL.key, value, unit: WEIGHT_TO_GOAL.unit, source: WEIGHT_TO_GOAL.source };
}

/** Kilograms over the square of metres; undefined for a height that is as good as none. */
export function bodyMassIndexOf(weight: number, height: number): number | undefined {
  const index = round4(weight / height ** 2);
  return height > 0 && Number.isFinite(index) ? index : undefined;
}

/** Weight over the square of the last height, at the time of the weight. */
function bodyMassIndex(latest: Latest): Reading | undefined {
  const weight = latest.get('weight');
  const height = latest.get('height');
  if (!weight || !height) return undefined;
  const areNumbers = typeof weight.value === 'number' && typeof height.value === 'number';
  const index = areNumbers ? bodyMassIndexOf(Number(weight.value), Number(height.value)) : undefined;
  const value = index ?? null;
  return { ...weight, metric: BMI.key, value, unit: BMI.unit, source: BMI.source };
}

function lastMeasurement(latest: Latest): Reading | undefined {
  let newest: Reading | undefined;
  for (const reading of latest.values()) {
    if (reading.value !== null && feedOf(reading.metric) === LAST_MEASUREMENT.madeFrom) {
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
