import { round4 } from '../withings/decimal.js';
import { COMPUTED_METRICS } from './catalogue/account.js';
import { snapshot } from './decode/user.js';
import type { Latest, Reading } from './reading.js';

const [BMI, LAST_MEASUREMENT] = COMPUTED_METRICS;

/** What follows from an account's latest readings; a metric is left out as long as there is too little to know it. */
export function computedReadings(latest: Latest, account: string): Reading[] {
  return [bodyMassIndex(latest), lastMeasurement(latest, account)].filter((reading) => reading !== undefined);
}

/** Weight over the square of the last height, at the time of the weight. */
function bodyMassIndex(latest: Latest): Reading | undefined {
  const weight = latest.get('weight');
  const height = latest.get('height');
  if (!weight || !height) return undefined;
  const possible = typeof weight.value === 'number' && typeof height.value === 'number' && height.value > 0;
  const value = possible ? round4(Number(weight.value) / Number(height.value) ** 2) : null;
  return { ...weight, metric: BMI.key, value, unit: BMI.unit, source: BMI.source };
}

function lastMeasurement(latest: Latest, account: string): Reading | undefined {
  let newest: Reading | undefined;
  for (const reading of latest.values()) {
    if (reading.groupId !== null && reading.value !== null && reading.source !== 'computed') {
      if (!newest || reading.takenAt > newest.takenAt) newest = reading;
    }
  }
  if (!newest) return undefined;
  return {
    ...snapshot(LAST_MEASUREMENT, account, newest.takenAt, newest.takenAt),
    deviceId: newest.deviceId,
    deviceModel: newest.deviceModel,
  };
}
