import { z } from 'zod';
import type { Curves, Stage } from '../metrics/curves.js';
import type { Point } from '../withings/timed.js';
import type { Series, SeriesHead } from './series.js';

/** What is written down of a series, as short as JSON can be: of numbers that follow each other, the differences. */
const body = z.object({
  stages: z.array(z.number()).optional(),
  fields: z.record(z.string(), z.array(z.number())).optional(),
  signal: z.array(z.number().nullable()).optional(),
  frequency: z.number().optional(),
  wearPosition: z.number().optional(),
});

type Body = z.output<typeof body>;

export function encodeSeries(series: Series): string {
  return JSON.stringify(bodyOf(series) satisfies Body);
}

function bodyOf(series: Series): Body {
  switch (series.kind) {
    case 'night':
      return { stages: flatStages(series), fields: flatCurves(series.fields, series.start) };
    case 'day':
      return { fields: flatCurves(series.fields, series.start) };
    case 'ecg': {
      const { signal, frequency, wearPosition } = series;
      return {
        signal: differences(signal),
        ...(frequency !== null && { frequency }),
        ...(wearPosition !== null && { wearPosition }),
      };
    }
  }
}

/** @throws Error when it was not written by `encodeSeries` */
export function decodeSeries(head: SeriesHead, text: string): Series {
  const { stages = [], fields = {}, signal = [], frequency = null, wearPosition = null } = body.parse(JSON.parse(text));
  switch (head.kind) {
    case 'night':
      return {
        ...head,
        kind: 'night',
        stages: wholeStages(stages, head.start),
        fields: wholeCurves(fields, head.start),
      };
    case 'day':
      return { ...head, kind: 'day', fields: wholeCurves(fields, head.start) };
    case 'ecg':
      return { ...head, kind: 'ecg', signal: sums(signal), frequency, wearPosition };
  }
}

/** Of each stage: seconds since the last one began, its length, its state. */
function flatStages({ stages, start }: { readonly stages: readonly Stage[]; readonly start: number }): number[] {
  let last = start;
  return stages.flatMap(([from, to, state]) => {
    const since = from - last;
    last = from;
    return [since, to - from, state];
  });
}

function wholeStages(flat: readonly number[], start: number): Stage[] {
  let last = start;
  return inGroups(flat, 3).map(([since = 0, length = 0, state = 0]) => {
    last += since;
    return [last, last + length, state];
  });
}

/** Of each point: seconds since the last one, its value. */
function flatCurves(fields: Curves, start: number): Record<string, number[]> {
  const flat = (points: readonly Point[]) => {
    let last = start;
    return points.flatMap(([time, value]) => {
      const since = time - last;
      last = time;
      return [since, value];
    });
  };
  return Object.fromEntries(Object.entries(fields).map(([name, points]) => [name, flat(points)]));
}

function wholeCurves(fields: Readonly<Record<string, readonly number[]>>, start: number): Curves {
  const whole = (flat: readonly number[]) => {
    let last = start;
    return inGroups(flat, 2).map(([since = 0, value = 0]): Point => {
      last += since;
      return [last, value];
    });
  };
  return Object.fromEntries(Object.entries(fields).map(([name, flat]) => [name, whole(flat)]));
}

function inGroups(flat: readonly number[], size: number): (readonly number[])[] {
  return Array.from({ length: Math.floor(flat.length / size) }, (_, index) =>
    flat.slice(index * size, (index + 1) * size),
  );
}

function differences(signal: readonly (number | null)[]): (number | null)[] {
  let last = 0;
  return signal.map((sample) => {
    if (sample === null) return null;
    const difference = sample - last;
    last = sample;
    return difference;
  });
}

function sums(flat: readonly (number | null)[]): (number | null)[] {
  let last = 0;
  return flat.map((difference) => {
    if (difference === null) return null;
    last += difference;
    return last;
  });
}
