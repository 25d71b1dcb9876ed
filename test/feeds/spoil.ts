import type { FieldMetric } from '../../src/metrics/catalogue/field.js';
import { accountMetric, deviceMetric } from '../../src/metrics/catalogue/index.js';
import type { Reading } from '../../src/metrics/reading.js';
import { isoTime, readingPayloads } from '../../src/mqtt/payload.js';
import type { PersonState } from '../../src/store/person-state.js';
import { toNumber } from '../../src/withings/tolerant.js';

/** Stands for a part that is left out. */
export const GONE = Symbol('gone');

/** What a field must not be. */
export const JUNK = [GONE, null, '', 'x', '12', -5, 0, 1e308, 9e15, 1.5, [], {}, true, [1], { value: 9e15 }] as const;

/** The same JSON with some of its parts replaced, each by its path; undefined when all of it is gone. */
export function spoil(value: unknown, changes: ReadonlyMap<string, unknown>): unknown {
  const spoiled = spoilAt(value, changes, '');
  return spoiled === GONE ? undefined : spoiled;
}

function spoilAt(value: unknown, changes: ReadonlyMap<string, unknown>, path: string): unknown {
  if (changes.has(path)) return changes.get(path);
  if (Array.isArray(value)) {
    return value.map((item, index) => spoilAt(item, changes, `${path}/${index}`)).filter((item) => item !== GONE);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, spoilAt(item, changes, `${path}/${key}`)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== GONE));
}

/** The path of every part of a JSON value. */
export function pathsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => pathsOf(item, `${path}/${key}`))];
}

/** Every number that answers hold, however it is written. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(numbersIn);
  return [toNumber(value) ?? []].flat();
}

/** Metrics that are worked out from two numbers of an answer. */
const FROM_TWO: Readonly<Record<string, (a: number, b: number) => number>> = {
  workout_duration: (a, b) => a - b,
  nap_duration: (a, b) => a - b,
  goal_weight: (a, b) => Number(`${a}e${b}`),
};

/** Finds what is wrong with a state that has seen some answers, in words. What was shown well once is not looked at again. */
export function createFaultFinder() {
  const fine = new Set<string>();

  function faultsOf(reading: Reading, metric: FieldMetric, sent: readonly number[]): string[] {
    const { value, takenAt, modifiedAt, source } = reading;
    const found: string[] = [];
    if (typeof value === 'number' && source !== 'computed' && !isSent(value, metric, sent)) {
      found.push(`${metric.key} has ${value}, which nobody sent`);
    }
    const key = [metric.key, value, takenAt, modifiedAt].join();
    if (!fine.has(key)) found.push(...faultsShown(reading, metric));
    if (found.length === 0) fine.add(key);
    return found;
  }

  return (state: PersonState, answers: readonly unknown[]): string[] => {
    const sent = [0, ...numbersIn(answers)];
    const devices = Object.values(state.devices).flatMap(({ readings }) => Object.values(readings));
    return [...Object.values(state.readings), ...devices].flatMap((reading) => {
      const metric = (accountMetric(reading.metric) ?? deviceMetric(reading.metric)) as FieldMetric | undefined;
      return metric ? faultsOf(reading, metric, sent) : [`${reading.metric} is no metric`];
    });
  };
}

/** What is wrong with how a reading is shown, in words. */
export function faultsShown(reading: Reading, metric: FieldMetric): string[] {
  const { value, takenAt } = reading;
  const found: string[] = [];
  if (typeof value === 'number' && !Number.isFinite(value)) found.push(`${metric.key} has ${value}`);
  if (takenAt > 0 && isoTime(takenAt, 'utc') === null) found.push(`${metric.key} was taken at ${takenAt}`);
  const { value: text, attributes } = readingPayloads(reading, metric, { units: 'us', zone: 'Europe/Berlin' });
  if (/NaN|Infinity|undefined|object/.test(text)) found.push(`${metric.key} is shown as ${text}`);
  const shown = (JSON.parse(attributes) as { value: unknown }).value;
  if (String(shown ?? 'None') !== text) found.push(`${metric.key} is ${text} in one place and ${shown} in another`);
  if (typeof value === 'string' && metric.deviceClass === 'enum' && !metric.options?.includes(value)) {
    found.push(`${metric.key} cannot be ${value}`);
  }
  return found;
}

function isSent(value: number, { key, per = key === 'goal_sleep' ? 3600 : 1 }: FieldMetric, sent: readonly number[]) {
  const near = (raw: number) => Math.abs(raw / per - value) <= Math.max(0.0001, Math.abs(value) * 1e-12);
  const of = FROM_TWO[key];
  return sent.some(near) || (of !== undefined && sent.some((a) => sent.some((b) => near(of(a, b)))));
}
