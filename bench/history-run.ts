// What `withings2mqtt history anna` does, without the limit of 120 calls a minute, which is Withings' time and not ours.
// Prints a line of JSON.
import { loadConfig } from '#built/config/index.js';
import { importAccount } from '#built/statistics/account.js';
import { openHistoryStore } from '#built/store/history.js';
import { openStateStore } from '#built/store/state.js';
import { openTokenStore } from '#built/store/tokens.js';
import { openAccountClient } from '#built/sync/client.js';
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
const { dataDir, withings, homeassistant, accounts } = loadConfig(process.argv[2] ?? '', {});
const { name, units, ignoreAttributions } = accounts[0]!;
let calls = 0;
let userId = '';
const client = await openAccountClient({
  account: name,
  tokens: openTokenStore({ dataDir }),
  base: {
    baseUrl: withings.apiUrl,
    clientId: withings.clientId,
    clientSecret: withings.clientSecret,
    onAnswer() {
      calls += 1;
    },
  },
  onSecret() {},
  onUserId(id) {
    userId = id;
  },
});
const state = (await openStateStore({ dataDir, newInstance: () => '', onDamaged() {} }).load()).accounts[name];
const { url, token } = homeassistant;
if (!client || !state?.zone || !url || !token) throw new Error('no login, no state, or no Home Assistant');
const rows: Record<string, number> = {};
await importAccount({
  account: { name, userId, zone: state.zone, readings: state.readings, units, ignoreAttributions, client },
  store: openHistoryStore(dataDir, () => {}),
  homeAssistant: { url, token },
  now: Math.floor(Date.now() / 1000),
  signal: new AbortController().signal,
  sleep: systemTools.sleep,
  onRows({ metadata }, written) {
    rows[metadata.statisticId] = (rows[metadata.statisticId] ?? 0) + written.length;
  },
});
const milliseconds = performance.now() - started;
process.stdout.write(JSON.stringify({ milliseconds, calls, rows } satisfies HistoryResult));
