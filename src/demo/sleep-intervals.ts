import type { Random } from './random.js';
import { split } from './rounding.js';
import type { SleepInterval, SleepRow } from './row-types.js';

const AWAKE = 0;
const LIGHT = 1;
const DEEP = 2;
const REM = 3;
/** Live it is a minute; fewer keep the answers small. */
const SAMPLE_SECONDS = 300;

/** The course of a night (sleep get): stages whose lengths add up to those of its row, with heart and breathing rates. */
export function sleepIntervals({ startdate, data, ...row }: SleepRow, random: Random): SleepInterval[] {
  const duration = (field: string) => Number(data[field] ?? 0);
  const rounds = Math.max(1, duration('nb_rem_episodes'));
  const light = split(duration('lightsleepduration'), rounds * 2);
  const deep = split(duration('deepsleepduration'), rounds);
  const rem = split(duration('remsleepduration'), rounds);
  const waso = split(duration('waso'), rounds);
  const stages: [number, number | undefined][] = [
    [AWAKE, duration('sleep_latency')],
    ...deep.flatMap((length, round): [number, number | undefined][] => [
      [LIGHT, light[round * 2]],
      [DEEP, length],
      [LIGHT, light[round * 2 + 1]],
      [REM, rem[round]],
      [AWAKE, waso[round]],
    ]),
    [AWAKE, duration('wakeup_latency')],
  ];
  let start = startdate;
  return stages.flatMap(([state, length = 0]) => {
    const interval = { startdate: start, enddate: start + length, state };
    start += length;
    return length === 0 ? [] : [{ ...interval, ...deviceOf(row), ...rates(interval, random) }];
  });
}

function deviceOf({
  model,
  model_id = null,
  hash_deviceid = null,
}: Pick<SleepRow, 'model' | 'model_id' | 'hash_deviceid'>) {
  return { model: model === 32 ? 'Aura Sensor V2' : 'ScanWatch 2', model_id, hash_deviceid };
}

function rates({ startdate, enddate, state }: { startdate: number; enddate: number; state: number }, random: Random) {
  const times = Array.from(
    { length: Math.ceil((enddate - startdate) / SAMPLE_SECONDS) },
    (_, index) => startdate + index * SAMPLE_SECONDS,
  );
  const series = (mean: number, spread: number, least = 0) =>
    Object.fromEntries(times.map((time) => [time, Math.max(least, Math.round(random.around(mean, spread)))]));
  const heart = { hr: series(state === AWAKE ? 64 : 56, 2), rr: series(14, 0.7) };
  const variability = { sdnn_1: series(state === DEEP ? 62 : 52, 6, 1), rmssd: series(state === DEEP ? 48 : 40, 5, 1) };
  // Who is awake moves, and does not snore; the first reading of a stage is often none.
  const restless = { snoring: series(state === AWAKE ? 0 : 4, 6), mvt_score: series(state === AWAKE ? 60 : 8, 8) };
  const [first] = times;
  if (first !== undefined) Object.assign(variability, { rmssd: { ...variability.rmssd, [first]: 0 } });
  return { ...heart, ...variability, ...restless, hrv_quality: series(2, 0.5) };
}
