import type { SleepField } from './data-fields.js';
import { SLEEP_FIELDS } from './data-fields.js';
import type { Random } from './random.js';
import { clamp, rounded, wholeMinutes } from './rounding.js';
import type { Cell } from './row-types.js';

type Summary = Record<SleepField, Cell>;

/**
 * All 46 fields of a night or nap of so many seconds in bed (whole minutes), as a watch and a mat together fill them.
 * The durations add up; `asleepduration` is null, since it is for sleep from elsewhere.
 */
export function sleepSummary(inBed: number, random: Random): Summary {
  const part = (mean: number, spread: number) =>
    wholeMinutes(inBed * clamp(random.around(mean, spread), mean / 3, 0.2));
  const [latency, wakeupLatency, waso] = [part(0.027, 0.009), part(0.012, 0.006), part(0.045, 0.02)];
  const awake = latency + wakeupLatency + waso;
  const asleep = inBed - awake;
  const deep = wholeMinutes(asleep * random.around(0.21, 0.025));
  const rem = wholeMinutes(asleep * random.around(0.22, 0.025));
  const hours = inBed / 3600;
  const wakeups = Math.round(hours * random.around(0.3, 0.1));
  const body = bodyAtNight(random);
  const breath = breathing(hours, random);
  const noise = noises(inBed, random);
  // Named one by one: spread, thousands of rows would be slow to make.
  return {
    total_timeinbed: inBed,
    total_sleep_time: asleep,
    asleepduration: null,
    lightsleepduration: asleep - deep - rem,
    remsleepduration: rem,
    deepsleepduration: deep,
    sleep_efficiency: rounded(asleep / inBed, 2),
    sleep_latency: latency,
    wakeup_latency: wakeupLatency,
    wakeupduration: awake,
    wakeupcount: wakeups,
    waso,
    nb_rem_episodes: Math.max(1, Math.round(hours / 1.6)),
    breathing_disturbances_intensity: breath.disturbances,
    apnea_hypopnea_index: breath.apneas,
    withings_index: breath.gaps,
    durationtosleep: latency,
    durationtowakeup: wakeupLatency,
    out_of_bed_count: random.chance(0.3 * Math.min(1, hours / 6)) ? 1 : 0,
    hr_average: body.heart,
    hr_min: body.slowest,
    hr_max: body.fastest,
    rr_average: breath.rate,
    rr_min: breath.slowest,
    rr_max: breath.fastest,
    breathing_quality_assessment: breath.disturbances,
    snoring: noise.snoring,
    snoringepisodecount: Math.round(noise.snoring / 420),
    sleep_score: Math.round(clamp(random.around(79, 5) - Math.max(0, 7 - hours) * 6, 15, 100)),
    night_events: nightEvents(inBed, latency, wakeupLatency),
    mvt_score_avg: noise.movement,
    mvt_active_duration: noise.moving,
    rmssd_start_avg: body.variabilityFirst,
    rmssd_end_avg: body.variabilityLast,
    chest_movement_rate_wellness_average: breath.rate,
    chest_movement_rate_wellness_min: breath.slowest,
    chest_movement_rate_wellness_max: breath.fastest,
    breathing_sounds: breath.sounds,
    breathing_sounds_episode_count: Math.round(breath.sounds / 600),
    chest_movement_rate_average: breath.rate,
    chest_movement_rate_min: breath.slowest,
    chest_movement_rate_max: breath.fastest,
    core_body_temperature_min: rounded(body.warmth - body.coolness, 2),
    core_body_temperature_max: rounded(body.warmth + 0.35, 2),
    core_body_temperature_avg: rounded(body.warmth, 2),
    core_body_temperature_status: body.warmth > 36.8 ? 'elevated' : 'usual',
  };
}

/** Sleep from elsewhere: how long, and nothing else. */
export function foreignSummary(asleep: number): Summary {
  const empty = Object.fromEntries(SLEEP_FIELDS.map((field) => [field, null])) as Summary;
  return { ...empty, asleepduration: asleep };
}

/** As live: JSON inside a string, and for each kind of event the seconds since the one of that kind before it. */
function nightEvents(inBed: number, latency: number, wakeupLatency: number): string {
  const first = wholeMinutes(inBed * 0.4);
  const second = inBed - wakeupLatency - first;
  return JSON.stringify({ 1: [0], 2: [latency, first + 240 - latency], 3: [first, second], 4: [inBed] });
}

function bodyAtNight(random: Random) {
  const heart = Math.round(random.around(56, 2.5));
  return {
    heart,
    slowest: heart - Math.round(random.around(7, 1)),
    fastest: heart + Math.round(random.around(24, 4)),
    variabilityFirst: Math.round(random.around(38, 5)),
    variabilityLast: Math.round(random.around(49, 6)),
    warmth: random.around(36.55, 0.12),
    coolness: random.around(0.4, 0.05),
  };
}

function breathing(hours: number, random: Random) {
  const rate = Math.round(random.around(14, 0.8));
  return {
    rate,
    slowest: rate - 3,
    fastest: rate + Math.round(random.around(5, 1)),
    disturbances: Math.round(clamp(random.around(9, 4), 0, 60)),
    apneas: rounded(clamp(random.around(3.4, 1.2), 0, 60), 1),
    gaps: Math.round(clamp(random.around(4, 1.5), 0, 60)),
    sounds: wholeMinutes(hours * clamp(random.around(240, 120), 0, 900)),
  };
}

function noises(inBed: number, random: Random) {
  return {
    snoring: wholeMinutes(inBed * clamp(random.around(0.04, 0.03), 0, 0.5)),
    movement: Math.round(clamp(random.around(38, 7), 0, 255)),
    moving: wholeMinutes(inBed * clamp(random.around(0.08, 0.02), 0, 1)),
  };
}
