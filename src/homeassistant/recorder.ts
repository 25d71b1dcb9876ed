import type { z } from 'zod';
import { info, metadataList, registry, rowLists } from './recorder-answers.js';
import { type Command, CommandError, HomeAssistantError, type HomeAssistantSocket } from './websocket.js';

/** Home Assistant's statistics, as far as the history needs them (its components `recorder` and `config`). */
export interface Recorder {
  /** Entities of the MQTT integration by their unique id. */
  entities(): Promise<Map<string, RegisteredEntity>>;
  /** What is known of statistics; one that has no row yet is known by its entity. */
  metadata(statisticIds: readonly string[]): Promise<Map<string, StatisticMetadata>>;
  /** Rows whose hour begins in [start, end), seconds since 1970, oldest first, in the statistic's own unit. */
  rows(statistic: StatisticMetadata, start: number, end: number, period?: Period): Promise<StoredRow[]>;
  /** Makes or overwrites rows. They are queued: see `settled`. */
  write(statistic: StatisticMetadata, rows: readonly StatisticRow[]): Promise<void>;
  /** Resolves when everything that was queued is in the database. */
  settled(): Promise<void>;
  close(): void;
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
  /** A Home Assistant that knows no `mean_type` and no `unit_class` yet. */
  readonly old: boolean;
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

/**
 * @param sleep rejects when everything stops
 * @throws HomeAssistantError when there is no recorder
 */
export async function openRecorder(
  socket: HomeAssistantSocket,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<Recorder> {
  const { recording } = await ask(info, { type: 'recorder/info' }).catch(withoutRecorder);
  if (recording === false) throw withoutRecorder();
  let wantsOld = false;

  async function ask<T>(schema: z.ZodType<T>, command: Command): Promise<T> {
    const answer = schema.safeParse(await socket.call(command));
    if (answer.success) return answer.data;
    const [{ path, message } = { path: [], message: '' }] = answer.error.issues;
    const where = path.length > 0 ? ` at ${path.join('.')}` : '';
    throw new HomeAssistantError(
      `Home Assistant answers ${command.type} in a way that is not known here${where}: ${message}; is it very old or very new?`,
      'unusable',
    );
  }

  async function importRows(statistic: StatisticMetadata, rows: readonly StatisticRow[]): Promise<void> {
    const old = wantsOld || statistic.old;
    const metadata = importMetadata({ ...statistic, old });
    try {
      await socket.call({ type: 'recorder/import_statistics', metadata, stats: rows.map(importRow) });
    } catch (error) {
      // Home Assistant 2025.4 to 2025.10 tells of `mean_type`, and does not take it yet.
      if (old || !(error instanceof CommandError) || error.code !== 'invalid_format') throw withAdvice(error);
      wantsOld = true;
      await importRows(statistic, rows);
    }
  }

  return {
    async entities() {
      const all = await ask(registry, { type: 'config/entity_registry/list' });
      return new Map(
        all
          .filter(({ platform }) => platform === 'mqtt')
          .map((one) => [String(one.unique_id), { entityId: one.entity_id, disabled: Boolean(one.disabled_by) }]),
      );
    },
    async metadata(statisticIds) {
      if (statisticIds.length === 0) return new Map();
      const command = { type: 'recorder/get_statistics_metadata', statistic_ids: statisticIds };
      const all = await ask(metadataList, command);
      return new Map(all.map((one) => [one.statistic_id, readMetadata(one)]));
    },
    async rows(statistic, start, end, period = 'hour') {
      const lists = await ask(rowLists, {
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
    async write(statistic, rows) {
      for (let from = 0; from < rows.length; from += MOST_ROWS) {
        await importRows(statistic, rows.slice(from, from + MOST_ROWS));
      }
    },
    async settled() {
      while (((await ask(info, { type: 'recorder/info' })).backlog ?? 0) > 0) await sleep(POLL_MILLISECONDS);
    },
    close: () => socket.close(),
  };
}

function readMetadata(one: z.infer<typeof metadataList>[number]): StatisticMetadata {
  return {
    statisticId: one.statistic_id,
    unit: one.statistics_unit_of_measurement ?? null,
    unitClass: one.unit_class ?? null,
    kind: one.has_sum ? 'sum' : 'mean',
    old: one.mean_type === undefined,
  };
}

/** Metadata of an import (Home Assistant 2025.11 and newer: `mean_type` and `unit_class`; before it: `has_mean`). */
function importMetadata({ statisticId, unit, unitClass, kind, old }: StatisticMetadata): Record<string, unknown> {
  const isMean = kind === 'mean';
  return {
    statistic_id: statisticId,
    source: 'recorder',
    name: null,
    unit_of_measurement: unit,
    has_sum: !isMean,
    ...(old ? { has_mean: isMean } : { mean_type: isMean ? ARITHMETIC : 0, unit_class: unitClass }),
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

function withoutRecorder(error?: unknown): never {
  if (error instanceof HomeAssistantError && !(error instanceof CommandError)) throw error;
  throw new HomeAssistantError(
    'Home Assistant keeps no statistics: its recorder is switched off, or has failed (see its log)',
    'unusable',
  );
}

function withAdvice(error: unknown): unknown {
  if (!(error instanceof CommandError) || error.code !== 'unauthorized') return error;
  return new HomeAssistantError(
    'homeassistant.token belongs to no administrator; only one may write statistics',
    'refused',
  );
}
