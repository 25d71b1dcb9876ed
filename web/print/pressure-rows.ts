import type { SeriesAnswer } from '../../src/page/api.js';

/** One measurement of blood pressure; seconds since 1970. */
export interface PressureRow {
  readonly time: number;
  readonly systolic: number | undefined;
  readonly diastolic: number | undefined;
  /** Of the same moment only: another pulse says nothing of it. */
  readonly pulse: number | undefined;
}

export type Pressures = Omit<PressureRow, 'time'>;

export const PRESSURE_METRICS = {
  systolic: 'systolic_blood_pressure',
  diastolic: 'diastolic_blood_pressure',
  pulse: 'heart_pulse',
} as const satisfies Record<keyof Pressures, string>;

/** What a doctor reads, the oldest first. */
export function pressureRows(answer: SeriesAnswer): readonly PressureRow[] {
  const at = (key: string) => {
    const { t, v } = answer[key] ?? { t: [], v: [] };
    return new Map(t.map((time, place) => [time, v[place] ?? undefined]));
  };
  const systolic = at(PRESSURE_METRICS.systolic);
  const diastolic = at(PRESSURE_METRICS.diastolic);
  const pulse = at(PRESSURE_METRICS.pulse);
  return [...new Set([...systolic.keys(), ...diastolic.keys()])]
    .sort((a, b) => a - b)
    .map((time) => ({
      time,
      systolic: systolic.get(time),
      diastolic: diastolic.get(time),
      pulse: pulse.get(time),
    }));
}

/** The means of each, over the rows that have it. */
export function averagesOf(rows: readonly PressureRow[]): Pressures {
  const mean = (name: keyof Pressures) => {
    const values = rows.flatMap((row) => row[name] ?? []);
    return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : undefined;
  };
  return { systolic: mean('systolic'), diastolic: mean('diastolic'), pulse: mean('pulse') };
}
