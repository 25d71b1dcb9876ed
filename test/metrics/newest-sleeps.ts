import { nightsAndNaps } from '../../src/metrics/night.js';
import type { HealthRecord } from '../../src/withings/record.js';

export function mainNight(sleeps: readonly HealthRecord[], zone: string): HealthRecord | undefined {
  return nightsAndNaps(sleeps, zone).nights[0];
}

export function naps(sleeps: readonly HealthRecord[], zone: string): HealthRecord[] {
  return nightsAndNaps(sleeps, zone).naps;
}

export function newestNap(sleeps: readonly HealthRecord[], zone: string): HealthRecord | undefined {
  return naps(sleeps, zone)[0];
}
