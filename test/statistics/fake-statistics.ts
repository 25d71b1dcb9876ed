import type { StatisticRow } from '../../src/statistics/recorder.js';

/** One row, values in the statistic's own unit; a column that is missing is null in the database. */
export type FakeRow = Omit<StatisticRow, 'start'>;

/** An entity of the MQTT integration that has, or will have, statistics. */
export interface FakeEntity {
  entityId: string;
  readonly uniqueId: string;
  readonly kind: 'mean' | 'sum';
  /** In which the person sees it, and in which its statistics begin. */
  unit: string | null;
  readonly unitClass: string | null;
  disabled?: boolean;
  /** Left out by the recorder's configuration. */
  readonly isLeftOut?: boolean;
  readonly platform?: string;
}

/** Rows by their start, seconds since 1970. */
export type FakeRows = Map<number, FakeRow>;

/** A statistic as Home Assistant's recorder keeps it. */
export interface FakeStatistic {
  /** In which its rows are stored. */
  unit: string | null;
  unitClass: string | null;
  kind: 'mean' | 'sum';
  readonly hours: FakeRows;
  readonly fiveMinutes: FakeRows;
}

export interface Query {
  readonly start: number;
  readonly end: number;
  readonly period: '5minute' | 'hour' | 'month';
  readonly types: readonly string[];
  /** The unit in which values are wanted. */
  readonly unit: string | null;
}

const KILOGRAMS: Readonly<Record<string, number>> = { kg: 1, lb: 0.45359237 };
const CONVERTED = ['mean', 'min', 'max', 'state', 'sum'] as const;

export function emptyStatistic({ unit, unitClass, kind }: Pick<FakeStatistic, 'unit' | 'unitClass' | 'kind'>) {
  return { unit, unitClass, kind, hours: new Map(), fiveMinutes: new Map() } satisfies FakeStatistic;
}

/** What statistics_during_period answers: times in milliseconds, null for what is missing, only the wanted types. */
export function query(statistic: FakeStatistic, { start, end, period, types, unit }: Query): Record<string, unknown>[] {
  const from = period === 'month' ? monthOf(start) : start;
  const all = period === '5minute' ? statistic.fiveMinutes : statistic.hours;
  const inside = [...all].filter(([time]) => time >= from && time < end).sort(([a], [b]) => a - b);
  const rows = period === 'month' ? months(inside) : inside;
  const factor = unit === statistic.unit ? 1 : KILOGRAMS[statistic.unit ?? '']! / KILOGRAMS[unit ?? '']!;
  return rows.map(([time, row]) => {
    const values: Record<string, number | null> = {
      last_reset: row.lastReset === undefined ? null : row.lastReset * 1e3,
    };
    for (const column of CONVERTED) values[column] = row[column] === undefined ? null : row[column] * factor;
    return { start: time * 1e3, end: time * 1e3, ...Object.fromEntries(types.map((type) => [type, values[type]])) };
  });
}

/** A row of import_statistics: every column is set, those that are not there to null. */
export function importRow(statistic: FakeStatistic, row: Readonly<Record<string, unknown>>): void {
  const start = Date.parse(String(row.start)) / 1e3;
  if (start % 3600 !== 0) throw new Error(`Invalid timestamp: ${row.start}`);
  const value = (column: string) => (typeof row[column] === 'number' ? row[column] : undefined);
  statistic.hours.set(start, {
    mean: value('mean'),
    min: value('min'),
    max: value('max'),
    state: value('state'),
    sum: value('sum'),
    lastReset: typeof row.last_reset === 'string' ? Date.parse(row.last_reset) / 1e3 : undefined,
  });
}

/** As adjust_sum_statistics does: in both tables, from a time on. */
export function adjustSum({ hours, fiveMinutes }: FakeStatistic, start: number, by: number): void {
  for (const rows of [hours, fiveMinutes]) {
    for (const [time, row] of rows)
      if (time >= start && row.sum !== undefined) rows.set(time, { ...row, sum: row.sum + by });
  }
}

function months(rows: readonly [number, FakeRow][]): [number, FakeRow][] {
  const groups = new Map<number, FakeRow[]>();
  for (const [time, row] of rows) groups.set(monthOf(time), [...(groups.get(monthOf(time)) ?? []), row]);
  return [...groups].map(([start, all]) => {
    const means = all.flatMap(({ mean }) => mean ?? []);
    const mean = means.length > 0 ? means.reduce((sum, value) => sum + value, 0) / means.length : undefined;
    const { state, sum, lastReset } = all.at(-1)!;
    return [start, { mean, state, sum, lastReset }];
  });
}

/** Its month begins in Home Assistant's zone, which is UTC here. */
function monthOf(seconds: number): number {
  const date = new Date(seconds * 1e3);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) / 1e3;
}
