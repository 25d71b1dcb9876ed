import { once } from 'node:events';
import type { AccountConfig } from '../config/index.js';
import { addDays, DAY_SECONDS, midnightOf } from '../feeds/day.js';
import { anyMetric } from '../metrics/catalogue/index.js';
import type { PersonState } from '../store/person-state.js';
import type { Extent, Store } from '../store/store.js';
import { zoneClock } from '../withings/zone-clock.js';
import { type ArchiveFormat, archiveRow, CSV, JSON_LIST } from './archive-format.js';
import { findAccount, openContext, withStore } from './context.js';
import { personCalled } from './login.js';
import { UsageError } from './usage-error.js';

interface ExportOptions {
  readonly config: string;
  readonly since?: string;
  readonly metrics?: readonly string[];
  readonly format: string;
}

/** Read at a time: of what changes by the minute, a few thousand readings. */
const PART_SECONDS = 366 * DAY_SECONDS;

/**
 * `withings2mqtt export ACCOUNT`: the archive of an account on standard output, by metric, each oldest first, in the
 * account's units and zone. It reads what is kept, and asks nobody.
 */
export async function exportArchive(name: string, options: ExportOptions, signal: AbortSignal): Promise<boolean> {
  const context = openContext(options.config, 'warn');
  const account = findAccount(context.config, name);
  const metrics = options.metrics?.map(known);
  const format = options.format === 'json' ? JSON_LIST : CSV;
  await withStore(context, signal, (store) => write({ account, store, format, signal, metrics, since: options.since }));
  return true;
}

interface Wanted {
  readonly account: AccountConfig;
  readonly store: Store;
  readonly format: ArchiveFormat;
  readonly signal: AbortSignal;
  readonly metrics: readonly string[] | undefined;
  readonly since: string | undefined;
}

async function write({ account: { name, units }, store, format, signal, metrics, since }: Wanted): Promise<void> {
  const person = await personCalled(store, name);
  if (!person) throw new Error(`nothing is kept of ${name} yet; run: withings2mqtt auth ${name}, and then the bridge`);
  const state = await store.states.load(person.userId);
  const extents = await store.states.extents(person.userId);
  const options = { units, time: zoneClock(state.zone ?? 'utc') };
  const from = since === undefined ? Number.NEGATIVE_INFINITY : midnightOf(since, state.zone);
  await say(format.head, signal);
  let isFirst = true;
  for (const key of metrics ?? [...extents.keys()].sort()) {
    const metric = anyMetric(key);
    if (!metric) continue;
    for (const [start, end] of parts(extents.get(key), from)) {
      const readings = await store.states.readings(person.userId, key, start, end);
      if (readings.length === 0) continue;
      const rows = readings.map((reading) => archiveRow(reading, metric, options));
      await say(format.rows(rows, isFirst), signal);
      isFirst = false;
    }
  }
  await say(format.end, signal);
  tellOfGaps(name, state);
}

/** The times of which there is something, in stretches, [start, end). */
function* parts(extent: Extent | undefined, from: number): Iterable<readonly [number, number]> {
  if (!extent) return;
  for (let start = Math.max(extent.first, from); start <= extent.last; start += PART_SECONDS) {
    yield [start, start + PART_SECONDS];
  }
}

/** As fast as whoever reads it takes it. */
async function say(text: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (!process.stdout.write(text)) await once(process.stdout, 'drain', { signal });
}

function tellOfGaps(name: string, { feeds }: PersonState): void {
  for (const [feed, { past }] of Object.entries(feeds)) {
    if (!past || past.complete) continue;
    const day = addDays(past.from, -1);
    process.stderr.write(`${name}: ${feed} up to ${day} is still being read from Withings by the bridge\n`);
  }
}

function known(key: string): string {
  if (anyMetric(key)) return key;
  throw new UsageError(`there is no metric ${key}; docs/metrics.md lists them`);
}
