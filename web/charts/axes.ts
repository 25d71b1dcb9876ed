const HOUR = 3600;
const DAY = 86_400;
/** What stands below an axis of time: as fine as its steps are. Times are seconds since 1970, steps seconds. */
export type TimeLabels = (times: readonly number[], step: number) => string[];

/** @param zone IANA name that the browser knows */
export function timeLabels(locale: string, zone: string): TimeLabels {
  const of = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  const clock = of({ timeStyle: 'short' });
  const day = of({ day: 'numeric', month: 'short' });
  const month = of({ month: 'short' });
  const year = of({ year: 'numeric' });
  const numberOfMonth = new Intl.DateTimeFormat('en', { month: 'numeric', timeZone: zone });
  return (times, step) =>
    times.map((time) => {
      const date = time * 1000;
      if (step < 20 * HOUR) return clock.format(date);
      if (step < 27 * DAY) return day.format(date);
      // Where years go by, January says which one has begun.
      return step > 360 * DAY || numberOfMonth.format(date) === '1' ? year.format(date) : month.format(date);
    });
}

/** Decimals that say each step of an axis as it is. */
export function decimalsOf(step: number): number {
  const isWhole = (places: number) => Math.abs(Math.round(step * 10 ** places) - step * 10 ** places) < 1e-6;
  return [0, 1, 2, 3].find(isWhole) ?? 4;
}

/**
 * From where to where an axis of values goes: a little further than they do, never a flat line in the middle of nowhere.
 *
 * @param fromZero for bars, whose length is the value
 */
export function reach(low: number | null, high: number | null, fromZero: boolean): [number, number] {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  if (fromZero) return [Math.min(0, low), high > 0 ? high * 1.08 : 1];
  const room = Math.max((high - low) * 0.1, Math.abs(high) * 0.005, 0.05);
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}
