import type { Metric } from '../metrics/metric.js';
import type { Reading } from '../metrics/reading.js';
import type { TimeSpan } from '../store/series.js';
import type { ValueView } from './api.js';
import type { PersonArchive } from './person-archive.js';
import { unknownMetric } from './query.js';
import { valueView } from './value-view.js';

/** What of the archive belongs together: a night, a workout, an ECG. */
export interface GroupKind {
  /** A metric that each of them has. */
  readonly head: string;
  readonly metrics: readonly Metric[];
}

export interface Group {
  readonly id: string;
  /** Seconds since 1970. */
  readonly takenAt: number;
  /** When the newest of its readings was changed, seconds since 1970. */
  readonly modifiedAt: number;
  /** By metric key; the head is among them. */
  readonly readings: ReadonlyMap<string, Reading>;
}

/** A kind of which less is wanted. @throws PageError for what it does not have */
export function narrowed(kind: GroupKind, keys: readonly string[] | undefined): GroupKind {
  if (keys === undefined) return kind;
  const metrics = kind.metrics.filter(({ key }) => keys.includes(key));
  const unknown = keys.find((wanted) => !metrics.some(({ key }) => key === wanted));
  if (unknown !== undefined) throw unknownMetric(unknown);
  return { ...kind, metrics };
}

/** Read at a time: some thousand readings. */
const GROUPS = 50;

/** The groups of a kind that were taken in a time, some at a time. */
export async function* groupsOf(
  archive: PersonArchive,
  kind: GroupKind,
  span: TimeSpan,
  order: 'oldest first' | 'newest first',
  signal: AbortSignal,
): AsyncGenerator<readonly Group[]> {
  const heads: Reading[] = [];
  for await (const page of archive.readings(kind.head, span, signal)) heads.push(...page);
  if (order === 'newest first') heads.reverse();
  for (let start = 0; start < heads.length; start += GROUPS) {
    yield await wholeGroups(archive, kind, heads.slice(start, start + GROUPS), signal);
  }
}

async function wholeGroups(
  archive: PersonArchive,
  { head, metrics }: GroupKind,
  heads: readonly Reading[],
  signal: AbortSignal,
): Promise<Group[]> {
  const times = heads.map(({ takenAt }) => takenAt);
  const span = { from: Math.min(...times), to: Math.max(...times) + 1 };
  const byId = new Map(heads.map((one) => [idOf(one), new Map([[head, one]])]));
  for (const key of metrics.map((metric) => metric.key).filter((one) => one !== head)) {
    for await (const page of archive.readings(key, span, signal)) {
      for (const reading of page) byId.get(idOf(reading))?.set(key, reading);
    }
  }
  return heads.map((one) => {
    const id = idOf(one);
    const readings = byId.get(id)!;
    const modifiedAt = Math.max(...[...readings.values()].map((reading) => reading.modifiedAt));
    return { id, takenAt: one.takenAt, modifiedAt, readings };
  });
}

function idOf({ groupId, takenAt }: Reading): string {
  return groupId ?? String(takenAt);
}

/** A number of a group; undefined without one. */
export function numberIn({ readings }: Group, key: string): number | undefined {
  const value = readings.get(key)?.value;
  return typeof value === 'number' ? value : undefined;
}

/** A time of a group; null without one. */
export function timeIn(group: Group, key: string, { shown }: Pick<PersonArchive, 'shown'>): string | null {
  const seconds = numberIn(group, key);
  return seconds === undefined ? null : shown.time(seconds);
}

/** All that a group says, by metric key. */
export function valuesIn({ readings }: Group, { metrics }: GroupKind, { shown }: Pick<PersonArchive, 'shown'>) {
  const views = metrics.flatMap((metric): [string, ValueView][] => {
    const reading = readings.get(metric.key);
    return reading ? [[metric.key, valueView(reading.value, metric, shown)]] : [];
  });
  return Object.fromEntries(views);
}
