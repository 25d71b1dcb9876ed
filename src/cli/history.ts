import { SingleBar } from 'cli-progress';
import type { AccountConfig, Config } from '../config/index.js';
import type { Log } from '../log.js';
import { accountMetric } from '../metrics/catalogue/index.js';
import { type HistoryAccount, importAccount } from '../statistics/account.js';
import { openHistoryStore } from '../store/history.js';
import { acquireLock } from '../store/lock.js';
import { openStateStore } from '../store/state.js';
import { systemTools } from '../tools.js';
import { findAccount, openContext, UsageError } from './context.js';
import { createReport } from './history-report.js';
import { openLogin } from './login.js';

interface CommandOptions {
  readonly config: string;
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
  const { config, log } = openContext(options.config, 'warn');
  const account = findAccount(config, name);
  const { url, token } = config.homeassistant;
  if (!url || !token) throw new UsageError(`set homeassistant.url and homeassistant.token in ${options.config} first`);
  const metrics = options.metrics && new Set(options.metrics.map(known));
  const lock = await acquireLock(config.dataDir);
  let calls = 0;
  try {
    const of = await openAccount(config, account, log, signal, () => {
      calls += 1;
    });
    const { dryRun = false } = options;
    const report = createReport(options.format, dryRun);
    const bar = progressBar(name);
    // The bar would be drawn over rows that appear on the same terminal.
    const hasBar = options.format !== 'csv' || !process.stdout.isTTY;
    const { left } = await importAccount({
      account: of,
      store: openHistoryStore(config.dataDir, (reason, keptAs) =>
        log.warn(`history.json is damaged (${reason}) and kept as ${keptAs}; what earlier runs wrote stays as it is`),
      ),
      homeAssistant: { url, token },
      now: Math.floor(Date.now() / 1000),
      since: options.since,
      metrics,
      dryRun,
      signal,
      sleep: (milliseconds) => systemTools.sleep(milliseconds, signal),
      ...(hasBar && { onProgress: bar.show }),
      onRows: report.add,
    })
      .catch((error: unknown) => Promise.reject(report.begun() && !dryRun ? withAdvice(error, signal) : error))
      .finally(bar.stop);
    report.end(left, calls);
    return true;
  } finally {
    await lock.release();
  }
}

function withAdvice(cause: unknown, signal: AbortSignal): Error {
  const reason = signal.aborted ? 'stopped' : cause instanceof Error ? cause.message : String(cause);
  return new Error(`${reason}; what is written stays: run it again for the rest`, { cause });
}

function known(key: string): string {
  if (accountMetric(key)?.stateClass) return key;
  throw new UsageError(`there is no metric ${key} that has statistics; docs/metrics.md lists them`);
}

async function openAccount(
  config: Config,
  { name, units, ignoreAttributions }: AccountConfig,
  log: Log,
  signal: AbortSignal,
  onAnswer: () => void,
): Promise<HistoryAccount> {
  const { dataDir } = config;
  let userId: string | undefined;
  const client = await openLogin({
    ...{ config, log, account: name, signal, onAnswer },
    onUserId(id) {
      userId = id;
    },
  });
  const states = openStateStore({
    dataDir,
    newInstance: () => '',
    onDamaged: (reason, keptAs) =>
      log.warn(`state.json is damaged (${reason}) and kept as ${keptAs}; the next run of the bridge makes a new one`),
  });
  const state = (await states.load()).accounts[name];
  userId ??= state?.userId;
  if (!userId || !state?.zone) {
    throw new Error(`${name} has never been synced: run the bridge until its entities are in Home Assistant`);
  }
  return { name, userId, zone: state.zone, readings: state.readings, units, ignoreAttributions, client };
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
