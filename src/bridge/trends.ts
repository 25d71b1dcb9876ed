import { todayOf } from '../feeds/today.js';
import { feedOf } from '../metrics/catalogue/index.js';
import { TRENDS, trendReadings } from '../metrics/trend-readings.js';
import { UnknownPersonError } from '../store/errors.js';
import type { PersonState } from '../store/person-state.js';
import { withWorkedOut } from './computed-state.js';
import type { PersonSync } from './person-sync.js';
import { type TrendArchive, trendPoints } from './trend-points.js';

/** One person's averages and trends, worked out from the archive. */
export interface Trends {
  /** A feed has come in: what the archive has of it is what the cloud says. */
  came(feed: string): void;
  /** The archive has changed in these metrics. */
  changed(metrics: Iterable<string>): void;
  /**
   * Works out what is not up to date: all after the start and on a new day, else what has changed. Reads nothing otherwise;
   * never rejects.
   */
  refresh(): Promise<void>;
}

export interface TrendsOptions {
  readonly archive: TrendArchive;
  /** Undefined as long as nobody has authorised the account. */
  readonly userId: () => string | undefined;
  readonly sync: () => Pick<PersonSync, 'state' | 'change'>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** False while the archive does not have what came in: then nothing is worked out. */
  readonly isKept: () => boolean;
  /** The archive cannot be read; it is tried again the next time. */
  readonly onFailed: (error: unknown) => void;
}

export function createTrends({ archive, userId, sync, clock, isKept, onFailed }: TrendsOptions): Trends {
  /** Before that, an earlier run may have left the past of a feed half read. */
  const came = new Set<string>();
  /** By the metric that they are worked out from: the day for which they hold. */
  const upToDate = new Map<string, string>();

  async function workOut(person: string): Promise<void> {
    const now = Math.floor(clock() / 1000);
    const day = dayOf(sync().state(), now);
    for (const trend of TRENDS) {
      if (upToDate.get(trend.of) === day || !came.has(feedOf(trend.of) ?? '')) continue;
      const points = trendPoints(archive, person, trend, sync().state(), now);
      // What changes from here on counts once more.
      upToDate.set(trend.of, day);
      const readings = trendReadings(trend, await points);
      sync().change((state) => withWorkedOut(state, trend.metrics, readings));
    }
  }

  return {
    came: (feed) => void came.add(feed),
    changed(metrics) {
      for (const metric of metrics) upToDate.delete(metric);
    },
    async refresh() {
      const person = userId();
      if (person === undefined || !isKept()) return;
      try {
        await workOut(person);
      } catch (error) {
        upToDate.clear();
        // Of whoever has been removed nothing is to be shown.
        if (!(error instanceof UnknownPersonError)) onFailed(error);
      }
    },
  };
}

function dayOf(state: PersonState, now: number): string {
  return `${todayOf(state, now).date} ${state.zone}`;
}
