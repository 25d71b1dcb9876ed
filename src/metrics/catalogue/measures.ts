import { AFIB_WORDS, POSITION_NAMES, positionName } from '../../withings/codes.js';
import {
  MEASURE_TYPES,
  type MeasureKey,
  type MeasureType,
  measureType,
  NO_MEASURES,
} from '../../withings/measure-types.js';
import { ANY_NUMBER, type Numbers } from '../../withings/placeholder.js';
import type { Metric } from '../metric.js';

type Look = Pick<Metric, 'deviceClass' | 'stateClass' | 'precision' | 'icon' | 'options' | 'lasting'>;

/** How Home Assistant shows a unit, by its rules for device classes; no class for mmHg and m/s, which it would convert. */
const BY_UNIT: Readonly<Record<string, Look>> = {
  kg: { deviceClass: 'weight', precision: 2 },
  m: { deviceClass: 'distance', precision: 2 },
  '°C': { deviceClass: 'temperature', precision: 1 },
  ms: { deviceClass: 'duration', precision: 0 },
  '%': { precision: 1 },
  mmHg: { precision: 0 },
  bpm: { precision: 0, icon: 'mdi:heart-pulse' },
  'm/s': { precision: 1 },
  'ml/min/kg': { precision: 1 },
  µS: { precision: 1 },
  years: { precision: 0 },
  'kcal/d': { precision: 0, icon: 'mdi:fire' },
};

/** What the unit does not say. */
const BY_KEY: Readonly<Partial<Record<MeasureKey, Look>>> = {
  bone_mass: { icon: 'mdi:bone' },
  hydration: { icon: 'mdi:water' },
  fat_ratio: { icon: 'mdi:percent' },
  height: { icon: 'mdi:human-male-height', lasting: true },
  systolic_blood_pressure: { icon: 'mdi:heart-flash' },
  diastolic_blood_pressure: { icon: 'mdi:heart-flash' },
  spo2: { icon: 'mdi:lungs' },
  pulse_wave_velocity: { icon: 'mdi:pulse' },
  vo2_max: { icon: 'mdi:run-fast' },
  vascular_age: { icon: 'mdi:heart-cog' },
  metabolic_age: { icon: 'mdi:account-clock' },
  visceral_fat: { icon: 'mdi:stomach', precision: 1 },
};

const AFIB: Look = { deviceClass: 'enum', icon: 'mdi:heart-search', options: [...AFIB_WORDS, 'unknown'] };

/** The row of a measure type at a position; 7 and none are the whole body. */
export function measureMetric(code: number, position?: number): Metric {
  return measureRow(code, positionName(position), position);
}

/** The row with this key, if it is one of a measure: `fat_mass_torso`, `measure_999`, `weight_position_99`. */
export function measureMetricByKey(key: string): Metric | undefined {
  const unknown = /^measure_(\d+)(?:_(.+))?$/.exec(key);
  if (unknown) {
    const [, code, place] = unknown;
    if (NO_MEASURES.has(Number(code))) return undefined;
    const row = place === undefined || isPlace(place) ? measureRow(Number(code), place) : undefined;
    // A type that has got a name since goes by that name alone.
    return row?.key === key ? row : undefined;
  }
  for (const type of MEASURE_TYPES) {
    if (key === type.key) return measureRow(type.code, undefined);
    const stem = `${positionStem(type)}_`;
    if (!key.startsWith(stem)) continue;
    const place = key.slice(stem.length);
    if (isPlace(place)) return measureRow(type.code, place);
  }
  return undefined;
}

function isPlace(text: string): boolean {
  return POSITION_NAMES.includes(text) || /^position_\d+$/.test(text);
}

/** The rows that need no surprise to appear: every type for the whole body, and the segments that scales measure. */
export function usualMeasureMetrics(): Metric[] {
  const segments = ['left_arm', 'right_arm', 'left_leg', 'right_leg', 'torso'];
  return MEASURE_TYPES.flatMap((type: MeasureType) =>
    type.segmental ? segments.map((place) => measureRow(type.code, place)) : [measureRow(type.code, undefined)],
  );
}

function measureRow(code: number, place: string | undefined, position?: number): Metric {
  const type = measureType(code);
  const where = place === undefined ? '' : `_${place}`;
  return {
    key:
      place === undefined
        ? (type?.key ?? `measure_${code}`)
        : `${type ? positionStem(type) : `measure_${code}`}${where}`,
    name: `${nameOf(code, type, place)}${where.replaceAll('_', ' ')}`,
    owner: 'account',
    feed: 'measures',
    source: `getmeas/${code}${position === undefined ? '' : `/${position}`}`,
    unit: type?.unit ?? null,
    ...numbersOf(type),
    platform: 'sensor',
    enabledByDefault: type !== undefined && place === undefined,
    known: type !== undefined && !place?.startsWith('position_'),
    ...look(type),
  };
}

/** The rule itself is kept where groups are read. */
function numbersOf({ negative, zeroIsNone }: Numbers = ANY_NUMBER): Numbers {
  return { ...(negative && { negative }), ...(zeroIsNone && { zeroIsNone }) };
}

function look(type: MeasureType | undefined): Look {
  if (type?.kind === 'afib') return AFIB;
  if (!type) return { stateClass: 'measurement' };
  return { stateClass: 'measurement', ...BY_UNIT[type.unit ?? ''], ...BY_KEY[type.key as MeasureKey] };
}

function positionStem(type: MeasureType): string {
  return type.key.replace(/^segmental_/, '');
}

function nameOf(code: number, type: MeasureType | undefined, place: string | undefined): string {
  if (!type) return `Measure ${code}`;
  return place === undefined ? type.name : type.name.replace(/ segment$/, '');
}
