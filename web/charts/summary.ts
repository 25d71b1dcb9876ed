import type { SeriesView } from '../../src/page/api.js';

/** What a chart is in a sentence, for whoever does not see it. */
export interface Summary {
  readonly newest: { readonly time: number; readonly value: number };
  readonly lowest: number;
  readonly highest: number;
}

/** Undefined where there is no value. */
export function summaryOf({
  t,
  v,
  min = v,
  max = v,
}: Pick<SeriesView, 't' | 'v' | 'min' | 'max'>): Summary | undefined {
  const newest = v.findLastIndex((value) => value !== null);
  const value = v[newest];
  if (typeof value !== 'number') return undefined;
  return {
    newest: { time: t[newest]!, value },
    lowest: extreme(min, Math.min),
    highest: extreme(max, Math.max),
  };
}

function extreme(values: readonly (number | null)[], of: (a: number, b: number) => number): number {
  return values.filter((value) => value !== null).reduce((a, b) => of(a, b));
}
