import type { Window } from '../feeds/past.js';
import type { Reading } from '../metrics/reading.js';
import type { UnitSystem } from '../metrics/units.js';
import type { StatisticSpan } from '../store/store.js';
import type { PersonCurves } from './curve-statistics.js';
import type { Recorder, StatisticRow } from './recorder.js';
import type { StatisticsSource } from './source.js';
import type { Statistic } from './statistic.js';

export interface ImportOptions {
  readonly recorder: Recorder;
  readonly archive: StatisticsSource;
  readonly curves: PersonCurves;
  /** Where Home Assistant's own rows begin, as earlier runs have found it, by metric key. */
  readonly notes: {
    spans(): Promise<ReadonlyMap<string, StatisticSpan>>;
    put(metric: string, span: StatisticSpan): Promise<void>;
  };
  /** What the unique ids of the account's entities begin with. */
  readonly prefix: string;
  readonly units: UnitSystem;
  /** The reading that the bridge shows of a metric. */
  readonly shown: (metric: string) => Reading | undefined;
  /** Seconds since 1970. */
  readonly now: number;
  /** First day, `YYYY-MM-DD`; default: everything. With one that never comes it only looks what Home Assistant has lost. */
  readonly since?: string | undefined;
  /** Metric keys; default: all. */
  readonly metrics?: ReadonlySet<string> | undefined;
  /** Works everything out and writes nothing. */
  readonly dryRun?: boolean;
  /** Home Assistant has lost what was written: what is not written in this run is to be, too. */
  readonly onLost?: () => Promise<void>;
  readonly onProgress?: (done: number, all: number, window: Window) => void;
  readonly onRows?: (statistic: Pick<Statistic, 'metadata'>, rows: readonly StatisticRow[]) => void;
}
