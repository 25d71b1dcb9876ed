// What `withings2mqtt history anna` does, without the limit of 120 calls a minute, which is Withings' time and not ours.
// Prints a line of JSON.
import { openStore } from '#built/bridge/open-store.js';
import { openPersonClient } from '#built/bridge/person-client.js';
import { loadConfig } from '#built/config/index.js';
import { importPerson } from '#built/statistics/import-person.js';
import { systemTools } from '#built/tools.js';

/** What this prints. */
export interface HistoryResult {
  readonly milliseconds: number;
  /** To Withings. */
  readonly calls: number;
  /** By statistic. */
  readonly rows: Readonly<Record<string, number>>;
}

const started = performance.now();
const config = loadConfig(process.argv[2] ?? '', {});
const { withings, homeassistant, accounts } = config;
const { name, units, ignoreAttributions } = accounts[0]!;
let calls = 0;
const store = await openStore({ config, log: { info() {}, warn() {} }, tools: systemTools });
const person = (await store.people.list()).find((one) => one.name === name);
const opened =
  person &&
  (await openPersonClient({
    ...{ store, name, userId: person.userId },
    base: {
      baseUrl: withings.apiUrl,
      clientId: withings.clientId,
      clientSecret: withings.clientSecret,
      onAnswer() {
        calls += 1;
      },
    },
    onSecret() {},
  }));
const state = person && (await store.states.load(person.userId));
const { url, token } = homeassistant;
if (!person || !opened || !state?.zone || !url || !token) throw new Error('no login, no state, or no Home Assistant');
const rows: Record<string, number> = {};
await importPerson({
  person: {
    ...{ name, userId: person.userId, zone: state.zone, readings: state.readings },
    ...{ units, ignoreAttributions, client: opened.client },
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
process.stdout.write(JSON.stringify({ milliseconds, calls, rows } satisfies HistoryResult));
