import type { Day } from '../metrics/decode/activity.js';
import type { PersonState } from '../store/person-state.js';
import { addDays, dayAt, midnightOf } from './day.js';

/** The days of which an account's midnights are remembered: those that are fetched again, and a traveller's. */
const DAYS_BACK = 10;
const DAYS_AHEAD = 2;

/**
 * The account's own today. A day keeps the midnight at which it first began, whatever zone the account is in since:
 * Home Assistant would count its total once more after another reset.
 */
export function todayOf(state: PersonState, now: number): Day {
  const { date } = dayAt(now, state.zone);
  return { date, midnight: beginOf(state, date) };
}

/** The midnight at which one of the last days of the account began, seconds since 1970. */
function beginOf({ midnights, zone }: PersonState, date: string): number {
  return midnights?.[date] ?? midnightOf(date, zone);
}

/** The state that remembers when today and the days of its rows began. Until the zone is known nobody can tell. */
export function withMidnights(state: PersonState, now: number): PersonState {
  if (state.zone === undefined) return state;
  const today = dayAt(now, state.zone).date;
  const [from, to] = [addDays(today, -DAYS_BACK), addDays(today, DAYS_AHEAD)];
  const dates = [...Object.keys(state.midnights ?? {}), ...(state.activity ?? []).map(({ date }) => date), today];
  const kept = [...new Set(dates)].filter((date) => date >= from && date <= to).sort();
  if (kept.join() === Object.keys(state.midnights ?? {}).join()) return state;
  return { ...state, midnights: Object.fromEntries(kept.map((date) => [date, beginOf(state, date)])) };
}
