import type { Day } from '../metrics/decode/activity.js';
import type { PersonState } from '../store/person-state.js';
import { addDays, dayAt, midnightOf } from './day.js';

/** For so many days an account's midnights are remembered: at least as long as the days are fetched again. */
const DAYS_BACK = 10;
/** From Kiritimati to Pago Pago it is the day before yesterday for an hour, and the other way round. */
const JOURNEY_DAYS = 2;

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

/**
 * The state that remembers when today began, and those days of its rows that a journey may make today. Of what is older
 * than the oldest that is remembered the archive may know that it began in another zone. Until the zone is known nobody can
 * tell.
 */
export function withMidnights(state: PersonState, now: number): PersonState {
  if (state.zone === undefined) return state;
  const today = dayAt(now, state.zone).date;
  const [from, to] = [addDays(today, -DAYS_BACK), addDays(today, JOURNEY_DAYS)];
  const known = Object.keys(state.midnights ?? {}).sort();
  const [oldest = addDays(today, -JOURNEY_DAYS)] = known;
  const near = (state.activity ?? []).map(({ date }) => date).filter((date) => date >= oldest);
  const kept = [...new Set([...known, ...near, today])].filter((date) => date >= from && date <= to).sort();
  if (kept.join() === known.join()) return state;
  return { ...state, midnights: Object.fromEntries(kept.map((date) => [date, beginOf(state, date)])) };
}
