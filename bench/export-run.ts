// What `withings2mqtt export anna` does, `node export-run.js CONFIG store`; or the same text of readings that are in
// memory already, `... memory`. After it a line of JSON.
import { once } from 'node:events';
import { exportArchive } from '#built/cli/export.js';
import { loadConfig } from '#built/config/index.js';
import { anyMetric } from '#built/metrics/catalogue/index.js';
import type { Metric } from '#built/metrics/metric.js';
import type { Reading } from '#built/metrics/reading.js';
import { archiveRow, CSV } from '#built/page/archive-format.js';
import { zoneClock } from '#built/withings/zone-clock.js';
import { openBenchStore } from './world.js';

export type ExportSource = 'store' | 'memory';

/** What this prints at the end. */
export interface ExportResult {
  /** Until all of it has been taken. */
  readonly milliseconds: number;
}

const YEAR_SECONDS = 366 * 86_400;

const [file = '', source = ''] = process.argv.slice(2);
const work = source === 'memory' ? await fromMemory() : fromStore;
const started = performance.now();
await work();
await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
const milliseconds = performance.now() - started;
process.stdout.write(`${JSON.stringify({ milliseconds } satisfies ExportResult)}\n`);

async function fromStore(): Promise<void> {
  await exportArchive('anna', { config: file, format: 'csv' }, new AbortController().signal);
}

/** Everything that the export asks for, in parts as it reads them. */
async function fromMemory(): Promise<() => Promise<void>> {
  const { accounts, dataDir } = loadConfig(file, {});
  const store = openBenchStore(dataDir);
  const [{ userId } = { userId: '' }] = await store.people.list();
  const { zone = 'utc' } = await store.states.load(userId);
  const extents = await store.states.extents(userId);
  const parts: { readonly metric: Metric; readonly readings: readonly Reading[] }[] = [];
  for (const key of [...extents.keys()].sort()) {
    const metric = anyMetric(key);
    const { first, last } = extents.get(key)!;
    for (let start = first; metric && start <= last; start += YEAR_SECONDS) {
      parts.push({ metric, readings: await store.states.readings(userId, key, start, start + YEAR_SECONDS) });
    }
  }
  await store.close();
  return async () => {
    const options = { units: accounts[0]!.units, time: zoneClock(zone) };
    await say(CSV.head);
    for (const { metric, readings } of parts) {
      const rows = readings.map((reading) => archiveRow(reading, metric, options));
      await say(CSV.rows(rows, false));
    }
  };
}

async function say(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
