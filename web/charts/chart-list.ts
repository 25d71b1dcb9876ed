import type { MetricView } from '../../src/page/api.js';

/** `trend`: points, and what runs through them; `between`: the two values of one measurement and what lies between. */
export type ChartKind = 'trend' | 'lines' | 'between' | 'bars' | 'stack';
export type Topic = 'body' | 'heart' | 'sleep' | 'activity' | 'workouts';
/** Of the page's texts; a chart without one goes by the name of its first metric. */
export type ChartTitle = 'composition' | 'pressure' | 'rates' | 'variability' | 'temperatures' | 'stages' | 'effort';

export interface Chart {
  readonly topic: Topic;
  readonly kind: ChartKind;
  /** Keys of the catalogue; names, units and decimals come with the state and with each answer. */
  readonly metrics: readonly string[];
  readonly title?: ChartTitle;
  /** One value for each day. */
  readonly daily?: true;
  /** Names of colours in the sheet; the usual ones where nothing is said. */
  readonly tones?: readonly string[];
}

export const TOPICS = ['body', 'heart', 'sleep', 'activity', 'workouts'] as const satisfies readonly Topic[];
export const TONES = ['chart-1', 'chart-2', 'chart-3', 'chart-4', 'chart-5', 'chart-6'] as const;

/** Every chart that there can be. */
export const CHARTS: readonly Chart[] = [
  { topic: 'body', kind: 'trend', metrics: ['weight', 'weight_average_7d'], tones: ['chart-1', 'chart-trend'] },
  {
    topic: 'body',
    kind: 'lines',
    title: 'composition',
    metrics: ['muscle_mass', 'hydration', 'fat_mass', 'bone_mass'],
  },
  { topic: 'body', kind: 'lines', metrics: ['fat_ratio'] },
  { topic: 'body', kind: 'lines', metrics: ['bmi'] },
  { topic: 'body', kind: 'lines', metrics: ['visceral_fat'] },
  {
    topic: 'body',
    kind: 'lines',
    title: 'temperatures',
    metrics: ['body_temperature', 'temperature', 'skin_temperature'],
  },
  {
    topic: 'heart',
    kind: 'between',
    title: 'pressure',
    metrics: ['systolic_blood_pressure', 'diastolic_blood_pressure'],
  },
  {
    topic: 'heart',
    kind: 'lines',
    title: 'rates',
    metrics: ['sleep_heart_rate_min', 'sleep_heart_rate_average', 'activity_heart_rate_average', 'heart_pulse'],
  },
  {
    ...{ topic: 'heart', kind: 'lines', title: 'variability' },
    metrics: ['sleep_hrv_rmssd_average', 'sleep_hrv_sdnn_average'],
  },
  { topic: 'heart', kind: 'lines', metrics: ['heart_rate'] },
  { topic: 'heart', kind: 'lines', metrics: ['pulse_wave_velocity'] },
  { topic: 'heart', kind: 'lines', metrics: ['spo2'] },
  { topic: 'heart', kind: 'lines', metrics: ['vo2_max'] },
  {
    ...{ topic: 'sleep', kind: 'stack', title: 'stages', daily: true },
    metrics: ['sleep_deep', 'sleep_light', 'sleep_rem', 'sleep_awake'],
    tones: ['stage-deep', 'stage-light', 'stage-rem', 'stage-awake'],
  },
  { topic: 'sleep', kind: 'lines', metrics: ['sleep_score'] },
  { topic: 'sleep', kind: 'lines', metrics: ['sleep_respiratory_rate_average'] },
  { topic: 'sleep', kind: 'bars', metrics: ['sleep_snoring'], daily: true },
  { topic: 'activity', kind: 'bars', metrics: ['activity_steps'], daily: true },
  { topic: 'activity', kind: 'bars', metrics: ['activity_distance'], daily: true },
  {
    ...{ topic: 'activity', kind: 'stack', title: 'effort', daily: true },
    metrics: ['activity_soft_duration', 'activity_moderate_duration', 'activity_intense_duration'],
  },
  { topic: 'activity', kind: 'bars', metrics: ['activity_active_calories'], daily: true },
  { topic: 'activity', kind: 'bars', metrics: ['activity_elevation'], daily: true },
];

/** A person's charts of a topic, each with those of its metrics that the person has; of one unit each. */
export function chartsOf(metrics: Readonly<Record<string, MetricView>>, topic: Topic): readonly Chart[] {
  return CHARTS.filter((chart) => chart.topic === topic).flatMap((chart) => {
    const units = new Map<string | null, string[]>();
    for (const key of chart.metrics) {
      const unit = numberUnit(metrics, key);
      if (unit !== undefined) units.set(unit, [...(units.get(unit) ?? []), key]);
    }
    return [...units.values()].map((keys) => ({ ...chart, metrics: keys, ...tonesOf(chart, keys) }));
  });
}

/** The topics that a person has something of. */
export function topicsOf(metrics: Readonly<Record<string, MetricView>>): readonly Topic[] {
  return TOPICS.filter((topic) => chartsOf(metrics, topic).length > 0 || SIGNS[topic]?.some((key) => metrics[key]));
}

/** What is told by lists, without a chart of its own. */
const SIGNS: Readonly<Partial<Record<Topic, readonly string[]>>> = {
  heart: ['ecg_recorded'],
  sleep: ['sleep_start'],
  workouts: ['workout_start'],
};

function numberUnit(metrics: Readonly<Record<string, MetricView>>, key: string): string | null | undefined {
  const metric = Object.hasOwn(metrics, key) ? metrics[key] : undefined;
  return metric?.kind === 'number' ? metric.unit : undefined;
}

/** A metric keeps its colour where another one is missing. */
function tonesOf(chart: Chart, keys: readonly string[]): Pick<Chart, 'tones'> {
  const tones = chart.tones ?? TONES;
  return { tones: keys.map((key) => tones[chart.metrics.indexOf(key) % tones.length]!) };
}
