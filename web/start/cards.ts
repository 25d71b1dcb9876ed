import type { MetricView, PersonView } from '../../src/page/api.js';
import type { Formats } from '../formats.js';
import type { Words } from '../i18n/index.js';

/** One of the values that matter. */
export interface Card {
  readonly title: `card.${'weight' | 'night' | 'night_of' | 'activity' | 'activity_of' | 'pressure' | 'workout'}`;
  readonly value: string;
  /** Of the value, where it is not a part of it, as in `7 h 12 min`. */
  readonly unit?: string;
  readonly details: readonly string[];
  readonly taken: string | null;
  readonly stale: boolean;
  /** How much of a goal is reached, up to 1. */
  readonly reached?: number;
}

interface Reading extends Omit<MetricView, 'value'> {
  readonly value: number | string | boolean;
}

/** What is needed to say something: the words, and how numbers and times look for the person. */
export interface Voice {
  readonly words: Pick<Words, 't' | 'word'>;
  readonly format: Formats;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The cards of a person, in order; none for what there is no value of. */
export function cardsOf(person: PersonView, voice: Voice): Card[] {
  return [weight, night, activity, pressure, workout].flatMap((card) => card(readings(person), voice) ?? []);
}

type Find = (key: string) => Reading | undefined;

function readings({ metrics }: PersonView): Find {
  return (key) => {
    const metric = Object.hasOwn(metrics, key) ? metrics[key] : undefined;
    return metric && metric.value !== null ? { ...metric, value: metric.value } : undefined;
  };
}

function weight(find: Find, { words: { t }, format }: Voice): Card | undefined {
  const now = find('weight');
  const trend = find('weight_trend_30d');
  const average = find('weight_average_7d');
  return (
    now && {
      ...base('card.weight', now, format),
      details: [
        trend && t('card.trend', { change: signed(trend, format) }),
        average && t('card.average', { value: format.value(average) }),
      ].filter(isText),
    }
  );
}

function night(find: Find, { words: { t }, format, now }: Voice): Card | undefined {
  const total = find('sleep_total');
  const [start, end, score] = [find('sleep_start'), find('sleep_end'), find('sleep_score')];
  const up = String(end?.value ?? total?.taken ?? '');
  return (
    total && {
      ...base(isToday(up, format, now) ? 'card.night' : 'card.night_of', total, format),
      details: [
        start &&
          end &&
          t('card.from_to', { from: format.clock(String(start.value)), to: format.clock(String(end.value)) }),
        score && t('card.score', { value: format.number(Number(score.value), 0) }),
      ].filter(isText),
      taken: up || null,
    }
  );
}

function activity(find: Find, { words: { t }, format, now }: Voice): Card | undefined {
  const steps = find('activity_steps');
  if (!steps) return undefined;
  const [goal, distance, calories] = [find('goal_steps'), find('activity_distance'), find('activity_active_calories')];
  return {
    ...base(steps.taken && isToday(steps.taken, format, now) ? 'card.activity' : 'card.activity_of', steps, format),
    details: [
      goal && t('card.steps_goal', { value: format.number(Number(goal.value), 0) }),
      distance && way(distance, format),
      calories && format.value(calories),
    ].filter(isText),
    ...(goal && Number(goal.value) > 0 && { reached: Math.min(1, Number(steps.value) / Number(goal.value)) }),
  };
}

function pressure(find: Find, { words: { t }, format }: Voice): Card | undefined {
  const [upper, lower, pulse] = [
    find('systolic_blood_pressure'),
    find('diastolic_blood_pressure'),
    find('heart_pulse'),
  ];
  if (!upper || !lower) return undefined;
  return {
    ...base('card.pressure', upper, format),
    value: `${format.number(Number(upper.value), 0)}/${format.number(Number(lower.value), 0)}`,
    // A pulse of another time belongs to something else.
    details: pulse && pulse.taken === upper.taken ? [t('card.pulse', { value: format.value(pulse) })] : [],
  };
}

function workout(find: Find, { words: { t, word }, format }: Voice): Card | undefined {
  const [type, start] = [find('workout_type'), find('workout_start')];
  const [duration, distance, calories] = ['workout_duration', 'workout_distance', 'workout_active_calories'].map(find);
  const any = type ?? duration ?? start;
  return (
    any && {
      ...base('card.workout', any, format),
      value: type ? word(String(type.value)) : t('card.workout_unknown'),
      details: [
        duration && format.value(duration),
        distance && Number(distance.value) > 0 && way(distance, format),
        calories && format.value(calories),
      ].filter(isText),
      taken: start ? String(start.value) : any.taken,
    }
  );
}

function base(title: Card['title'], reading: Reading, format: Formats): Omit<Card, 'details'> {
  const { value, unit, precision, taken, stale } = reading;
  const parts =
    typeof value === 'number' && unit !== 'h'
      ? { value: format.number(value, precision), unit: format.unit(unit, value) }
      : { value: format.value(reading) };
  return { title, ...parts, taken, stale };
}

function signed(change: Reading, format: Formats): string {
  const shown = format.value(change);
  return Number(change.value) > 0 ? `+${shown}` : shown.replace(/^-/, '−');
}

/** A way that somebody went: in kilometres where it is longer than one. */
function way(reading: Reading, format: Formats): string {
  const value = Number(reading.value);
  return reading.unit === 'm' && value >= 1000 ? format.quantity(value / 1000, 'km', 1) : format.value(reading);
}

function isToday(time: string, format: Formats, now: number): boolean {
  return format.day(time) === format.day(now);
}

function isText(text: string | false | undefined): text is string {
  return typeof text === 'string';
}
