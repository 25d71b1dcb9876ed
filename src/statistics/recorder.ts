import type { z } from 'zod';
import { HOUR_SECONDS } from '../feeds/day.js';
import { createCheckedCommand } from './checked-command.js';
import { noAdministrator, noRecorder, withoutRecorder } from './errors.js';
import { config, info, metadataList, registry, rowLists, user } from './recorder-answers.js';
import type { HomeAssistantSocket } from './websocket.js';

/** Home Assistant's statistics, as far as the history needs them (its components `recorder` and `config`). */
export interface Recorder {
  /** IANA name of the zone in which Home Assistant shows days, as far as it says. */
  readonly zone: string | undefined;
  /** Entities of the MQTT integration by their unique id. */
  entities(): Promise<Map<string, RegisteredEntity>>;
  /** What is known of statistics; one that has no row yet is known by its entity. */
  metadata(statisticIds: readonly string[]): Promise<Map<string, StatisticMetadata>>;
  /** Rows whose hour begins in [start, end), seconds since 1970, oldest first, in the statistic's own unit. */
  rows(statistic: StatisticMetadata, start: number, end: number, period?: Period): Promise<StoredRow[]>;
  /** Which of these statistics have a row that says anything in the hour that begins then. */
  having(statisticIds: readonly string[], hour: number): Promise<ReadonlySet<string>>;
  /** Makes or overwrites rows. They are queued: see `settled`. */
  write(statistic: StatisticMetadata, rows: readonly StatisticRow[]): Promise<void>;
  /** Moves the sums of an hour, and of all after it, by so much in the statistic's own unit. It is queued, too. */
  adjust(statistic: StatisticMetadata, start: number, by: number): Promise<void>;
  /** Resolves when everything that was queued is in the database. */
  settled(): Promise<void>;
}

export interface RegisteredEntity {
  readonly entityId: string;
  readonly disabled: boolean;
}

export interface StatisticMetadata {
  readonly statisticId: string;
  /** In which its rows are stored. */
  readonly unit: string | null;
  readonly unitClass: string | null;
  readonly kind: 'mean' | 'sum';
  /** Of a statistic without an entity, whose id begins with what it is of: `withings2mqtt:…`. */
  readonly name?: string;
}

export type Period = '5minute' | 'hour' | 'month';

/** One hour of a statistic. `start` is its beginning, seconds since 1970; a value that is missing is none. */
export interface StatisticRow {
  readonly start: number;
  readonly mean?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly state?: number | undefined;
  readonly sum?: number | undefined;
  /** Seconds since 1970. */
  readonly lastReset?: number | undefined;
}

export type StoredRow = StatisticRow;

const MOST_ROWS = 2000;
const ARITHMETIC = 1;
const POLL_MILLISECONDS = 200;
/** Where the configuration of its recorder is wrong, Home Assistant never answers what is asked about it. */
const FIRST_ANSWER_MILLISECONDS = 10_000;

/**
 * @param sleep rejects when everything stops
 * @throws HomeAssistantError when there is no recorder, or the user is no administrator: only one may write statistics
 */
export async function openRecorder(
  socket: HomeAssistantSocket,
  sleep: (milliseconds: number) => Promise<void>,
  patience = FIRST_ANSWER_MILLISECONDS,
): Promise<Recorder> {
  const call = createCheckedCommand(socket);
  if (!(await call(user, { type: 'auth/current_user' })).is_admin) throw noAdministrator();
  const asked = call(info, { type: 'recorder/info' }, patience);
  const { recording } = await asked.catch((error: unknown) => Promise.reject(withoutRecorder(error)));
  if (recording === false) throw noRecorder();
  const { time_zone: zone } = await call(config, { type: 'get_config' });
  // Home Assistant writes an error into its log for each command that it does not understand: none for a trial.
  const withMeanType = takesMeanType(socket.version);

  /** No variable holds what is sent: it would stay in memory until the answer is there. */
  function importRows(statistic: StatisticMetadata, rows: readonly StatisticRow[]): Promise<unknown> {
    const metadata = importMetadata(statistic, withMeanType);
    return socket.call({ type: 'recorder/import_statistics', metadata, stats: rows.map(importRow) });
  }

  return {
    zone,
    async entities() {
      const all = await call(registry, { type: 'config/entity_registry/list' });
      return new Map(
        all
          .filter(({ platform }) => platform === 'mqtt')
          .map((one) => [String(one.unique_id), { entityId: one.entity_id, disabled: Boolean(one.disabled_by) }]),
      );
    },
    async metadata(statisticIds) {
      if (statisticIds.length === 0) return new Map();
      const command = { type: 'recorder/get_statistics_metadata', statistic_ids: statisticIds };
      const all = await call(metadataList, command);
      return new Map(all.map((one) => [one.statistic_id, readMetadata(one)]));
    },
    async rows(statistic, start, end, period = 'hour') {
      const lists = await call(rowLists, {
        type: 'recorder/statistics_during_period',
        start_time: isoTime(start),
        end_time: isoTime(end),
        statistic_ids: [statistic.statisticId],
        period,
        types: statistic.kind === 'mean' ? ['mean', 'min', 'max'] : ['state', 'sum', 'last_reset'],
        // Without it the values come in the unit that the person sees.
        ...(statistic.unitClass && { units: { [statistic.unitClass]: statistic.unit } }),
      });
      const rows = lists[statistic.statisticId] ?? [];
      return rows.map((row) => ({
        start: row.start / 1000,
        mean: row.mean ?? undefined,
        min: row.min ?? undefined,
        max: row.max ?? undefined,
        state: row.state ?? undefined,
        sum: row.sum ?? undefined,
        lastReset: row.last_reset == null ? undefined : row.last_reset / 1000,
      }));
    },
    async having(statisticIds, hour) {
      if (statisticIds.length === 0) return new Set();
      const lists = await call(rowLists, {
        type: 'recorder/statistics_during_period',
        start_time: isoTime(hour),
        end_time: isoTime(hour + HOUR_SECONDS),
        statistic_ids: statisticIds,
        period: 'hour',
        types: ['mean', 'sum'],
      });
      const said = Object.entries(lists).filter(([, rows]) =>
        rows.some(({ mean, sum }) => (mean ?? sum ?? null) !== null),
      );
      return new Set(said.map(([id]) => id));
    },
    async write(statistic, rows) {
      for (let from = 0; from < rows.length; from += MOST_ROWS) {
        await importRows(statistic, rows.slice(from, from + MOST_ROWS));
      }
    },
    async adjust({ statisticId, unit }, start, by) {
      await socket.call({
        type: 'recorder/adjust_sum_statistics',
        statistic_id: statisticId,
        start_time: isoTime(start),
        adjustment: by,
        adjustment_unit_of_measurement: unit,
      });
    },
    async settled() {
      while (((await call(info, { type: 'recorder/info' })).backlog ?? 0) > 0) await sleep(POLL_MILLISECONDS);
    },
  };
}

function readMetadata(one: z.infer<typeof metadataList>[number]): StatisticMetadata {
  return {
    statisticId: one.statistic_id,
    unit: one.statistics_unit_of_measurement ?? null,
    unitClass: one.unit_class ?? null,
    kind: one.has_sum ? 'sum' : 'mean',
  };
}

/** In an import. Those of 2025.4 to 2025.10 tell of `mean_type`, and do not take it yet. */
function takesMeanType(version: string): boolean {
  const [year = 0, month = 0] = version.split('.').map(Number);
  const isOlder = year < 2025 || (year === 2025 && month < 11);
  return !isOlder;
}

/** Metadata of an import; with `mean_type` since 2025.11. */
function importMetadata(
  { statisticId, unit, unitClass, kind, name }: StatisticMetadata,
  withMeanType: boolean,
): object {
  const [source] = statisticId.includes(':') ? statisticId.split(':') : ['recorder'];
  const isMean = kind === 'mean';
  return {
    statistic_id: statisticId,
    source,
    name: name ?? null,
    unit_of_measurement: unit,
    has_sum: !isMean,
    ...(withMeanType ? { mean_type: isMean ? ARITHMETIC : 0, unit_class: unitClass } : { has_mean: isMean }),
  };
}

/** JSON leaves out what is undefined. */
function importRow({ start, lastReset, mean, min, max, state, sum }: StatisticRow): object {
  const last_reset = lastReset === undefined ? undefined : isoTime(lastReset);
  return { start: isoTime(start), mean, min, max, state, sum, last_reset };
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
