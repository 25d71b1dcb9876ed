// What `withings2mqtt history anna` does. Prints a line of JSON.
import { openStore } from '#built/bridge/open-store.js';
import { loadConfig } from '#built/config/index.js';
import { importPerson } from '#built/statistics/import-person.js';
import { openSource } from '#built/statistics/source.js';
import { systemTools } from '#built/tools.js';

/** What this prints. */
export interface HistoryResult {
  readonly milliseconds: number;
  /** By statistic. */
  readonly rows: Readonly<Record<string, number>>;
}

const started = performance.now();
const config = loadConfig(process.argv[2] ?? '', {});
const { homeassistant, accounts } = config;
const { name, displayName, units } = accounts[0]!;
const store = await openStore({ config, log: { error() {}, warn() {}, info() {}, debug() {} }, tools: systemTools });
const person = (await store.people.list()).find((one) => one.name === name);
const state = person && (await store.states.load(person.userId));
const { url, token } = homeassistant;
if (!person || !state?.zone || !url || !token) throw new Error('no state, or no Home Assistant');
const rows: Record<string, number> = {};
await importPerson({
  person: {
    ...{ name, userId: person.userId, readings: state.readings, units, displayName },
    series: store.series,
    archive: await openSource(store.states, person.userId, state.zone, state),
  },
  notes: store.statistics,
  homeAssistant: { url, token },
  now: Math.floor(Date.now() / 1000),
  signal: new AbortController().signal,
  sleep: systemTools.sleep,
  onRows({ metadata }, written) {
    rows[metadata.statisticId] = (rows[metadata.statisticId] ?? 0) + written.length;
  },
});
const milliseconds = performance.now() - started;
await store.close();
process.stdout.write(JSON.stringify({ milliseconds, rows } satisfies HistoryResult));
