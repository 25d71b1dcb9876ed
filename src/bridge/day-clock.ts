import { ACTIVITY_METRICS } from '../metrics/catalogue/activity.js';
import type { PersonState } from '../store/person-state.js';

/** The time by which an account's days begin. Seconds since 1970. */
export interface DayClock {
  now(state: PersonState): number;
  /** Whether anybody but this machine's own clock, which may be set wrong at boot, has had a say. */
  isKnown(): boolean;
}

export interface DayClockOptions {
  /** Of this machine, milliseconds since 1970. */
  readonly clock: () => number;
  /** A better one; undefined as long as it has told nothing. */
  readonly told: () => number | undefined;
  /** The cloud has answered in this run, with a time or without. */
  readonly hasAnswered: () => boolean;
}

/** Within that, this machine's clock counts: it knows the instant of midnight better than a date in an answer. */
const APART_MILLISECONDS = 5 * 60_000;
/** A day that has begun that little too early stays: Home Assistant would count its total once more. */
const EARLY_SECONDS = 3600;

export function createDayClock({ clock, told, hasAnswered }: DayClockOptions): DayClock {
  return {
    now(state) {
      const better = told();
      const own = clock();
      const isRight = better === undefined || Math.abs(own - better) <= APART_MILLISECONDS;
      const now = Math.floor((isRight ? own : better) / 1000);
      const shown = newestMidnight(state);
      const mayGoBack = better !== undefined && shown - now >= EARLY_SECONDS;
      return mayGoBack ? now : Math.max(now, shown);
    },
    isKnown: () => told() !== undefined || hasAnswered(),
  };
}

/** When the day began that is shown: it was that late once. A traveller's day may be another one at the same time. */
function newestMidnight({ readings }: PersonState): number {
  return Math.max(0, ...ACTIVITY_METRICS.map(({ key }) => readings[key]?.lastReset ?? 0));
}
