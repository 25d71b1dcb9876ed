import { SingleBar } from 'cli-progress';
import type { Advice } from '../bridge/advice.js';
import type { AccountConfig } from '../config/index.js';
import { accountMetric, allMetrics } from '../metrics/catalogue/index.js';
import { importPerson, type PastOf } from '../statistics/import-person.js';
import { openSource } from '../statistics/source.js';
import { isProvisional } from '../store/provisional.js';
import type { Store } from '../store/store.js';
import { messageOf, systemTools } from '../tools.js';
import { type ContextOptions, openContext } from './context.js';
import { createReport } from './history-report.js';
import { withAccount } from './known-account.js';
import { personCalled } from './login.js';
import { noMetric } from './no-metric.js';
import { UsageError } from './usage-error.js';

interface CommandOptions extends ContextOptions {
  readonly since?: string;
  readonly metrics?: readonly string[];
  readonly dryRun?: boolean;
  readonly format: string;
}

/**
 * `withings2mqtt history ACCOUNT`: writes the account's past into the statistics of its entities in Home Assistant. What
 * was written is on standard output, progress on standard error.
 */
export async function history(name: string, options: CommandOptions, signal: AbortSignal): Promise<boolean> {
  const context = await openContext(options, signal, 'warn');
  const { url, token } = context.config.homeassistant;
  if (!url || !token) throw new UsageError(`set homeassistant.url and homeassistant.token in ${options.config} first`);
  const metrics = options.metrics && new Set(options.metrics.map(known));
  await withAccount(context, name, signal, (store, account) =>
    write({ ...options, metrics, account, store, advice: context.advice, homeAssistant: { url, token } }, signal),
  );
  return true;
}

interface Wanted extends Omit<CommandOptions, 'metrics'> {
  readonly metrics: ReadonlySet<string> | undefined;
  readonly account: AccountConfig;
  readonly store: Store;
  readonly advice: Advice;
  readonly homeAssistant: { readonly url: string; readonly token: string };
}

async function write(wanted: Wanted, signal: AbortSignal): Promise<void> {
  const { account, store, advice, homeAssistant, metrics, since, format, dryRun = false } = wanted;
  const person = await openPast(account, store, advice);
  const report = createReport(format, dryRun);
  const bar = progressBar(account.name);
  // The bar would be drawn over rows that appear on the same terminal.
  const hasBar = format !== 'csv' || !process.stdout.isTTY;
  const { left } = await importPerson({
    ...{ person, notes: store.statistics, homeAssistant, since, metrics, dryRun, signal },
    now: Math.floor(Date.now() / 1000),
    sleep: (milliseconds) => systemTools.sleep(milliseconds, signal),
    ...(hasBar && { onProgress: bar.show }),
    onRows: report.add,
  })
    .catch((error: unknown) => Promise.reject(report.begun() && !dryRun ? withAdvice(error, signal) : error))
    .finally(bar.stop);
  report.end(left);
}

function withAdvice(cause: unknown, signal: AbortSignal): Error {
  const reason = signal.aborted ? 'stopped' : messageOf(cause);
  return new Error(`${reason}; what is written stays: run it again for the rest`, { cause });
}

function known(key: string): string {
  if (accountMetric(key)?.stateClass) return key;
  const withStatistics = allMetrics().filter(({ stateClass }) => stateClass !== undefined);
  throw noMetric(key, withStatistics, ' that has statistics');
}

async function openPast(
  { name, displayName, units }: AccountConfig,
  { people, states, series }: Store,
  advice: Advice,
): Promise<PastOf> {
  const person = await personCalled({ people }, name);
  if (!person) throw new Error(`${name} is not authorised yet; ${advice.connect(name)}`);
  const state = await states.load(person.userId);
  if (!state.zone || isProvisional(person.userId)) {
    throw new Error(`${name} has never been synced: run the bridge until its entities are in Home Assistant`);
  }
  const archive = await openSource(states, person.userId, state.zone, state);
  return { name, displayName, userId: person.userId, readings: state.readings, units, archive, series };
}

function progressBar(account: string) {
  const bar = new SingleBar({
    format: `${account} {bar} {value}/{total} years, at {from}, {duration} s`,
    stream: process.stderr,
    noTTYOutput: false,
    clearOnComplete: true,
  });
  let started = false;
  return {
    show(done: number, all: number, { from }: { readonly from: string }) {
      if (!started) bar.start(all, done, { from });
      started = true;
      bar.update(done, { from });
    },
    stop: () => bar.stop(),
  };
}
