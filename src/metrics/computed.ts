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
