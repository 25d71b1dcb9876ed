import type { AccountConfig } from '../config/index.js';
import { knownZone } from '../feeds/day.js';
import type { Reading } from '../metrics/reading.js';
import type { UnitSystem } from '../metrics/units.js';
import type { ShownOptions } from '../mqtt/payload.js';
import type { PersonState } from '../store/person-state.js';
import type { Series, SeriesHead, SeriesKind, TimeSpan } from '../store/series.js';
import type { Store } from '../store/store.js';
import { zoneClock } from '../withings/zone-clock.js';
import { readingPages } from './archive-pages.js';
import type { House, HousePerson } from './house.js';
import { PageError } from './page-error.js';

/** The past of an account's person; of one that nobody has authorised yet, an empty one. */
export interface PersonArchive {
  readonly account: AccountConfig;
  /** IANA name. */
  readonly zone: string;
  readonly units: UnitSystem;
  /** How its values and times are shown. */
  readonly shown: ShownOptions;
  readonly state: PersonState;
  /** Of something that was there; where nobody knows where that was, the account's own zone. */
  readonly shownIn: (zone: string | undefined) => ShownIn;
  readings(metric: string, span: TimeSpan, signal: AbortSignal): AsyncIterable<readonly Reading[]>;
  /** By their keys, in the order of these. */
  metrics(): Promise<readonly string[]>;
  curves(kind: SeriesKind, span: TimeSpan): Promise<readonly SeriesHead[]>;
  curve(kind: SeriesKind, id: string): Promise<Series | undefined>;
}

/** How values and times are shown in a zone. */
export interface ShownIn {
  /** IANA name, known here. */
  readonly zone: string;
  readonly shown: ShownOptions;
}

/** @throws PageError when there is no such account in the configuration */
export function archiveOf({ people, store }: Pick<House, 'people' | 'store'>, account: string): PersonArchive {
  const person = people().find((one) => one.account.name === account);
  if (!person) throw new PageError(404, 'unknown_account', 'There is no account of this name.');
  return openArchive(person, store);
}

export function openArchive(
  { account, userId, state }: Pick<HousePerson, 'account' | 'userId' | 'state'>,
  store: Pick<Store, 'states' | 'series'>,
): PersonArchive {
  const { units } = account;
  const { zone = 'utc' } = state;
  const places = new Map<string, ShownIn>();
  /** One for each zone: a clock knows what it has been asked. */
  function shownIn(told: string | undefined): ShownIn {
    const there = knownZone(told, zone);
    const place = places.get(there) ?? { zone: there, shown: { units, time: zoneClock(there) } };
    places.set(there, place);
    return place;
  }
  return {
    ...{ account, zone, units, state, shownIn },
    shown: shownIn(zone).shown,
    async *readings(metric, span, signal) {
      if (userId !== undefined) yield* readingPages(store.states, userId, metric, span, signal);
    },
    async metrics() {
      return userId === undefined ? [] : [...(await store.states.extents(userId)).keys()].sort();
    },
    async curves(kind, { from, to }) {
      return userId === undefined ? [] : store.series.list(userId, kind, from, to);
    },
    async curve(kind, id) {
      return userId === undefined ? undefined : store.series.get(userId, kind, id);
    },
  };
}
