import type { Advice } from '../bridge/advice.js';
import type { AccountConfig } from '../config/index.js';
import { addDays } from '../feeds/day.js';
import { feedsFor } from '../feeds/index.js';
import { allMetrics, anyMetric } from '../metrics/catalogue/index.js';
import { type ArchiveFormat, CSV, JSON_LIST } from '../page/archive-format.js';
import { archiveText } from '../page/archive-text.js';
import { computedSeries } from '../page/computed-series.js';
import { openArchive, type PersonArchive } from '../page/person-archive.js';
import { spanOf } from '../page/query.js';
import type { PersonState } from '../store/person-state.js';
import type { Store } from '../store/store.js';
import { type ContextOptions, openContext } from './context.js';
import { withAccount } from './known-account.js';
import { personCalled } from './login.js';
import { noMetric } from './no-metric.js';
import { printWhole } from './output.js';

interface ExportOptions extends ContextOptions {
  readonly since?: string;
  readonly metrics?: readonly string[];
  readonly format: string;
}

/**
 * `withings2mqtt export ACCOUNT`: the archive of an account on standard output, by metric, each oldest first, in the
 * account's units and zone. It reads what is kept, and asks nobody.
 */
export async function exportArchive(name: string, options: ExportOptions, signal: AbortSignal): Promise<boolean> {
  const context = await openContext(options, signal, 'warn');
  const metrics = options.metrics?.map(known);
  const format = options.format === 'json' ? JSON_LIST : CSV;
  await withAccount(context, name, signal, (store, account) =>
    write({ ...{ account, store, format, signal, metrics, since: options.since }, advice: context.advice }),
  );
  return true;
}

interface Wanted {
  readonly account: AccountConfig;
  readonly store: Store;
  readonly format: ArchiveFormat;
  readonly signal: AbortSignal;
  readonly metrics: readonly string[] | undefined;
  readonly since: string | undefined;
  readonly advice: Advice;
}

async function write({ account, store, format, signal, metrics, since, advice }: Wanted): Promise<void> {
  const { name } = account;
  const person = await personCalled(store, name);
  if (!person) throw new Error(`nothing is kept of ${name} yet; ${advice.connect(name)}, and then the bridge`);
  const state = await store.states.load(person.userId);
  const archive = openArchive({ account, userId: person.userId, state }, store);
  const span = spanOf({ from: since }, archive.zone);
  for await (const piece of archiveText(archive, { metrics, span, format }, signal)) await printWhole(piece, signal);
  tellOfGaps(account, state);
  for (const key of await notKept(archive, metrics ?? []))
    process.stderr.write(`${name}: nothing of ${key} is kept in the archive\n`);
}

/** Those of which there is no reading of any time, and that are not worked out of others. */
async function notKept(archive: PersonArchive, wanted: readonly string[]): Promise<readonly string[]> {
  const kept = new Set(await archive.metrics());
  return wanted.filter((key) => !kept.has(key) && !computedSeries(key));
}

function tellOfGaps(account: AccountConfig, { feeds }: PersonState): void {
  for (const { name: feed } of feedsFor(account)) {
    const past = feeds[feed]?.past;
    if (!past || past.complete) continue;
    const day = addDays(past.from, -1);
    process.stderr.write(`${account.name}: ${feed} up to ${day} is still being read from Withings by the bridge\n`);
  }
}

function known(key: string): string {
  if (anyMetric(key)) return key;
  throw noMetric(key, allMetrics());
}
