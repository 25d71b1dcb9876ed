import { measure } from './measure-groups.js';
import type { Random } from './random.js';
import type { EcgCurve, EcgRow } from './row-types.js';
import type { Measure, MeasureGroup } from './types.js';

/** Measure type of an ECG's classification. */
const CLASSIFICATION = 130;
const HEART_RATE = 11;
const INCONCLUSIVE = 2;

/** The classification (9: negative, normal rate; 2: inconclusive), the rate and the four intervals in milliseconds. */
export function electrocardiogram(random: Random): Measure[] {
  return [
    measure(CLASSIFICATION, random.chance(0.1) ? INCONCLUSIVE : 9, 0),
    measure(HEART_RATE, random.around(66, 4), 0),
    measure(135, random.around(92, 3), 0),
    measure(136, random.around(156, 5), 0),
    measure(137, random.around(384, 8), 0),
    measure(138, random.around(408, 6), 0),
  ];
}

/** Whether a group of measures comes from an ECG. */
export function isEcg({ measures }: MeasureGroup): boolean {
  return measures.some(({ type }) => type === CLASSIFICATION);
}

/** The recording (heart list) behind the measures of one: on another scale, 0 is negative and 2 inconclusive. */
export function ecgRow(
  { date, modified, deviceid, hash_deviceid, modelid, timezone, measures }: Omit<MeasureGroup, 'grpid'>,
  signalid: number,
): EcgRow {
  const readingOf = (wanted: number) => measures.find(({ type }) => type === wanted)?.value ?? 0;
  return {
    deviceid,
    hash_deviceid,
    ...(modelid !== null && { model: modelid }),
    ecg: { signalid, afib: readingOf(CLASSIFICATION) === INCONCLUSIVE ? INCONCLUSIVE : 0 },
    heart_rate: readingOf(HEART_RATE),
    timestamp: date,
    modified,
    ...(timezone !== undefined && { timezone }),
  };
}

/** As a ScanWatch records it. */
const SECONDS = 30;
const FREQUENCY = 300;
const LEFT_WRIST = 1;
/** Parts of a beat: when, how long (both as shares of it) and how high, in microvolts. */
const WAVES = [
  [0.18, 0.025, 110],
  [0.29, 0.008, -90],
  [0.31, 0.009, 950],
  [0.33, 0.009, -210],
  [0.55, 0.045, 240],
] as const;

/** The signal of a recording at its own rate: the same each time, so that nobody has to keep it. */
export function signalOf({ heart_rate = 60 }: Pick<EcgRow, 'heart_rate'>): EcgCurve {
  const rate = typeof heart_rate === 'number' ? heart_rate : heart_rate.value;
  const beat = (FREQUENCY * 60) / Math.max(30, rate);
  const signal = Array.from({ length: SECONDS * FREQUENCY }, (_, index) => {
    const share = (index % beat) / beat;
    const height = WAVES.reduce(
      (sum, [at, width, high]) => sum + high * Math.exp(-(((share - at) / width) ** 2) / 2),
      0,
    );
    return Math.round(height + 15 * Math.sin(index / 97));
  });
  return { signal, sampling_frequency: FREQUENCY, wearposition: LEFT_WRIST };
}
