import { SingleBar } from 'cli-progress';
import type { Config } from '../config/index.js';
import type { Log } from '../log.js';
import { acquireLock } from '../store/lock.js';
import type { MeasureRange } from '../withings/measures.js';
import { normalizeMeasures } from '../withings/normalized.js';
import { findAccount, openContext } from './context.js';
import { openLogin } from './login.js';
import { toCsv, toJson } from './measures-format.js';

interface MeasuresOptions {
  readonly config: string;
  readonly since?: string;
  readonly pounds?: boolean;
  readonly format: string;
}

const DAY_SECONDS = 86_400;

/** `withings2mqtt measures ACCOUNT`: the account's measures by type on standard output, progress on standard error. */
export async function measures(name: string, options: MeasuresOptions, signal: AbortSignal): Promise<boolean> {
  const { config, log } = openContext(options.config, 'warn');
  findAccount(config, name);
  const lock = await acquireLock(config.dataDir);
  try {
    const { rows, zone } = await readAll(config, name, rangeOf(options.since), log, signal);
    const result = normalizeMeasures(rows, { zone, pounds: options.pounds ?? false, warn: log.warn });
    process.stdout.write(options.format === 'csv' ? toCsv(result) : toJson(result));
    return true;
  } finally {
    await lock.release();
  }
}

/** A day is one of this machine's zone, unless it names another. */
function rangeOf(since: string | undefined): MeasureRange {
  if (since === undefined) return { lastUpdate: 0 };
  const startDate = Math.floor(Date.parse(since.includes('T') ? since : `${since}T00:00:00`) / 1000);
  return { startDate, endDate: Math.floor(Date.now() / 1000) + DAY_SECONDS };
}

async function readAll(
  config: Config,
  account: string,
  range: MeasureRange,
  log: Log,
  signal: AbortSignal,
): Promise<{ rows: unknown[]; zone: string }> {
  const client = await openLogin({ config, log, account, signal });
  const bar = new SingleBar({
    format: `${account} {bar} {value} measure groups, {duration} s`,
    stream: process.stderr,
    noTTYOutput: false,
    clearOnComplete: true,
  });
  const rows: unknown[] = [];
  let zone = 'utc';
  bar.start(1, 0);
  try {
    for await (const page of client.measurePages(range)) {
      for (const row of page.groups) rows.push(row);
      zone = page.timezone ?? zone;
      bar.setTotal(rows.length + page.groups.length);
      bar.update(rows.length);
    }
  } finally {
    bar.stop();
  }
  return { rows, zone };
}
