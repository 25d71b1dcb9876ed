// What `withings2mqtt history anna` does, without the limit of 120 calls a minute, which is Withings' time and not ours.
// Prints a line of JSON: milliseconds, calls, rows by entity.
import { loadConfig } from '../dist/config/index.js';
import { importAccount } from '../dist/history/account.js';
import { openHistoryStore } from '../dist/store/history.js';
import { openStateStore } from '../dist/store/state.js';
import { openTokenStore } from '../dist/store/tokens.js';
import { openAccountClient } from '../dist/sync/client.js';
import { systemTools } from '../dist/tools.js';

const started = performance.now();
const config = loadConfig(process.argv[2], {});
const { dataDir, withings, homeassistant, accounts } = config;
const [{ name, units, ignoreAttributions }] = accounts;
let calls = 0;
let userId;
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
const { signal } = new AbortController();
const rows = {};
await importAccount({
  account: { name, userId, zone: state.zone, readings: state.readings, units, ignoreAttributions, client },
  store: openHistoryStore(dataDir, () => {}),
  homeAssistant: { url: homeassistant.url, token: homeassistant.token },
  now: Math.floor(Date.now() / 1000),
  signal,
  sleep: systemTools.sleep,
  onRows({ metadata }, written) {
    rows[metadata.statisticId] = (rows[metadata.statisticId] ?? 0) + written.length;
  },
});
const milliseconds = performance.now() - started;
process.stdout.write(JSON.stringify({ milliseconds, calls, rows }));
process.exit(0);
