import type { Stretch } from './days.js';
import { addDays, type Zoned } from './zone.js';

const DAY = 86_400;
/** Between ticks: seconds of a day, whole days, whole months. */
const SECONDS = [60, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200];
const DAYS = [1, 2, 4, 7, 14];
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120];
const MONTH = 30.4 * DAY;

/** Round times of a calendar, seconds since 1970. @param most how many there may be, roughly */
export function ticksOf({ min, max }: Stretch, most: number, zoned: Zoned): number[] {
  const least = (max - min) / most;
  const seconds = SECONDS.find((step) => step >= least);
  const days = DAYS.find((step) => step * DAY >= least);
  const months = MONTHS.find((step) => step * MONTH >= least) ?? MONTHS.at(-1)!;
  const times: number[] = [];
  for (let day = zoned.dayOf(min); zoned.startOf(day) <= max; day = days ? addDays(day, 1) : nextMonth(day)) {
    const start = zoned.startOf(day);
    if (seconds) for (let of = 0; of < DAY; of += seconds) times.push(start + of);
    else if (days ? numberOf(day) % days === 0 : day.endsWith('-01') && monthOf(day) % months === 0) times.push(start);
  }
  return times.filter((time) => time >= min && time <= max);
}

/** Days since a Monday of 1969: ticks keep their places while the axis moves, and weeks begin as they do. */
function numberOf(day: string): number {
  return Date.parse(day) / 1000 / DAY + 3;
}

/** Months since the year 0. */
function monthOf(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function nextMonth(day: string): string {
  return `${addDays(`${day.slice(0, 7)}-01`, 32).slice(0, 7)}-01`;
}
