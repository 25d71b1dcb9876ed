import type { Device } from './device-rows.js';
import type { Random } from './random.js';
import { clamp, rounded } from './rounding.js';
import type { IntradayRow } from './row-types.js';
import type { Zone } from './wall-clock.js';

const STEP = 600;
const ENTRIES = 144;

/** The last 24 hours in steps of ten minutes, oldest first. `now` in milliseconds. */
export function intradayOf(now: number, zone: Zone, random: Random, { id, model, modelId }: Device): IntradayRow[] {
  const last = Math.floor(now / 1000 / STEP) * STEP - STEP;
  return Array.from({ length: ENTRIES }, (_, index) => {
    const timestamp = last - (ENTRIES - 1 - index) * STEP;
    const hour = zone.hourOf(timestamp);
    const isAwake = hour > 7 && hour < 22;
    return {
      timestamp,
      deviceid: id,
      model,
      model_id: modelId,
      ...counted(isAwake, random),
      ...sensed(isAwake, random),
    };
  });
}

function counted(isAwake: boolean, random: Random) {
  const steps = isAwake ? Math.round(clamp(random.around(95, 60), 0, 1000)) : 0;
  const elevation = steps > 120 ? 3 : 0;
  return { steps, elevation, calories: rounded(steps * 0.04, 3), distance: rounded(steps * 0.74, 2), duration: STEP };
}

function sensed(isAwake: boolean, random: Random) {
  return {
    heart_rate: Math.round(random.around(isAwake ? 74 : 56, 4)),
    spo2_auto: Math.round(random.around(96.5, 0.6)),
    rmssd: Math.round(random.around(42, 6)),
    sdnn1: Math.round(random.around(55, 7)),
    hrv_quality: 1,
    core_body_temperature: rounded(random.around(36.7, 0.1), 2),
    rr: Math.round(random.around(14, 1)),
    chest_movement_rate: Math.round(random.around(14, 1)),
  };
}
