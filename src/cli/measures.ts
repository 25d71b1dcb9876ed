import { SingleBar } from 'cli-progress';
import type { WithingsApiClient } from '../withings/client.js';
import type { MeasureRange } from '../withings/measures.js';
import { normalizeMeasures } from '../withings/normalized.js';
import { type ContextOptions, openContext } from './context.js';
import { withAccount } from './known-account.js';
import { openLogin, whileLetIn } from './login.js';
import { toCsv, toJson } from './measures-format.js';

interface MeasuresOptions extends ContextOptions {
  readonly since?: string;
  readonly pounds?: boolean;
  readonly format: string;
}

const DAY_SECONDS = 86_400;
const NAMELESS = 'measure type {type} has no name here and is left out; withings2mqtt export has it as {metric}';

/** `withings2mqtt measures ACCOUNT`: the account's measures by type on standard output, progress on standard error. */
export async function measures(name: string, options: MeasuresOptions, signal: AbortSignal): Promise<boolean> {
  const context = await openContext(options, signal, 'warn');
  const { rows, zone } = await withAccount(context, name, signal, async (store) => {
    const login = { ...context, store, signal };
    const { client } = await openLogin(name, login);
    return whileLetIn(name, login, () => readAll(client, name, rangeOf(options.since)));
  });
  const result = normalizeMeasures(rows, {
    ...{ zone, pounds: options.pounds ?? false },
    onUnreadable: (group) =>
      context.log.warn('the measures of group {group} cannot be read and are left out', { group }),
    onUnsupported: (type) => context.log.warn(NAMELESS, { type, metric: `measure_${type}` }),
  });
  process.stdout.write(options.format === 'csv' ? toCsv(result) : toJson(result));
  return true;
}

/** A day is one of this machine's zone, unless it names another. */
function rangeOf(since: string | undefined): MeasureRange {
  if (since === undefined) return { lastUpdate: 0 };
  const startDate = Math.floor(Date.parse(since.includes('T') ? since : `${since}T00:00:00`) / 1000);
  return { startDate, endDate: Math.floor(Date.now() / 1000) + DAY_SECONDS };
}

async function readAll(
  client: WithingsApiClient,
  account: string,
  range: MeasureRange,
): Promise<{ rows: unknown[]; zone: string }> {
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
