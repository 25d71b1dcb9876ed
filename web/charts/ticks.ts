import type { Stretch } from './days.js';
import { addDays, type Zoned } from './zone.js';

const DAY = 86_400;
/** Between ticks: seconds of a day, whole days, whole months. */
const SECONDS = [60, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200];
const DAYS = [1, 2, 4, 7, 14];
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120];
const MONTH = 30.4 * DAY;
const CENTURY = 1200;

/** Round times of a calendar, seconds since 1970. @param most how many there may be, roughly */
export function ticksOf({ min, max }: Stretch, most: number, zoned: Zoned): number[] {
  if (!(min < max)) return [];
  const least = (max - min) / most;
  const seconds = SECONDS.find((step) => step >= least);
  const days = seconds ? 1 : DAYS.find((step) => step * DAY >= least);
  const months = MONTHS.find((step) => step * MONTH >= least) ?? Math.ceil(least / MONTH / CENTURY) * CENTURY;
  const first = zoned.dayOf(min);
  const [begin, step, dayAt] = days ? [numberOf(first), days, dayOfNumber] : [monthOf(first), months, dayOfMonth];
  const times: number[] = [];
  for (let at = Math.floor(begin / step) * step; ; at += step) {
    const start = zoned.startOf(dayAt(at));
    if (start > max) return times.filter((time) => time >= min && time <= max);
    for (let of = 0; of < (seconds ? DAY : 1); of += seconds ?? 1) times.push(start + of);
  }
}

/** Days since a Monday of 1969: ticks keep their places while the axis moves, and weeks begin as they do. */
function numberOf(day: string): number {
  return Date.parse(day) / 1000 / DAY + 3;
}

function dayOfNumber(number: number): string {
  return addDays('1970-01-01', number - 3);
}

/** Months since the year 0. */
function monthOf(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function dayOfMonth(month: number): string {
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`;
}
