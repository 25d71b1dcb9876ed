import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { openStore } from '../bridge/open-store.js';
import { runBridge } from '../bridge/run-bridge.js';
import type { Config } from '../config/index.js';
import { type Cloud, startCloud } from '../demo/cloud.js';
import { demoPeople } from '../demo/invented-people.js';
import { createLife, LIFE_MILLISECONDS } from '../demo/life.js';
import { createLog, type Log } from '../log.js';
import { startBroker } from '../mqtt/embedded-broker.js';
import { pageAddress } from '../page/own-address.js';
import { CALLS_PER_MINUTE } from '../scheduler/budget.js';
import { systemTools } from '../tools.js';
import { demoLine } from './demo-line.js';
import { freePort } from './free-port.js';
import { print } from './output.js';
import type { OnLog } from './tell-failure.js';

const CLIENT = { clientId: 'demo-client', clientSecret: 'demo-client-secret' };
const ROUND_MILLISECONDS = 15_000;
const PAGE_PORT = 8098;

/** `withings2mqtt demo`: the real bridge, between a simulated cloud and a broker in this process. */
export async function demo(
  { once = false, onLog }: { readonly once?: boolean; readonly onLog?: OnLog },
  signal: AbortSignal,
): Promise<boolean> {
  const isDebug = process.env.WITHINGS2MQTT_LOG_LEVEL === 'debug';
  const log = createLog({ level: isDebug ? 'debug' : 'warn', format: 'text' });
  onLog?.(async () => log);
  const dataDir = await mkdtemp(join(tmpdir(), 'withings2mqtt-demo-'));
  const broker = await startBroker();
  const cloud = await startCloud({ ...CLIENT, people: demoPeople(Date.now()) });
  const config = demoConfig(cloud.url, broker.url, dataDir, await freePort(PAGE_PORT));
  const look = howToLook(broker.url, once ? undefined : pageAddress(config.page));
  try {
    await logIn(cloud, config, log);
    print('withings2mqtt demo: two invented people with two years of data, and something new every 20 seconds.');
    print(look);
    const viewer = await showReadings(broker.url, () => print(look));
    const [person] = cloud.people.values();
    const living = person && !once ? setInterval(createLife(person, Date.now), LIFE_MILLISECONDS) : undefined;
    const succeeded = await runBridge({ config, log, tools: systemTools, signal, once });
    clearInterval(living);
    await viewer.endAsync();
    return succeeded;
  } finally {
    await cloud.close();
    await broker.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function demoConfig(cloudUrl: string, brokerUrl: string, dataDir: string, pagePort: number): Config {
  const account = { units: 'metric', ignoreAttributions: [1, 10] } as const;
  return {
    withings: {
      ...CLIENT,
      apiUrl: cloudUrl,
      accountUrl: cloudUrl,
      redirectUri: 'http://localhost:8099/oauth/callback',
      pollInterval: ROUND_MILLISECONDS,
      webhookPollInterval: ROUND_MILLISECONDS,
      callsPerMinute: CALLS_PER_MINUTE,
    },
    accounts: [
      { ...account, name: 'anna', displayName: 'Anna', intraday: true },
      { ...account, name: 'ben', displayName: 'Ben', intraday: false },
    ],
    mqtt: {
      url: brokerUrl,
      baseTopic: 'withings',
      protocolVersion: 4,
      keepalive: 60,
      rejectUnauthorized: true,
      qos: 1,
    },
    homeassistant: {
      enabled: true,
      discoveryPrefix: 'homeassistant',
      statusTopic: 'homeassistant/status',
      importHistory: false,
    },
    influx: {},
    page: { enabled: true, host: '127.0.0.1', port: pagePort },
    server: { enabled: false, host: '127.0.0.1', port: 8099 },
    store: 'sqlite',
    dataDir,
    log: { level: 'warn', format: 'text' },
  };
}

async function logIn(cloud: Cloud, config: Config, log: Log): Promise<void> {
  const store = await openStore({ config, log, tools: systemTools, mayBegin: true });
  try {
    for (const { userid, name } of cloud.people.values()) {
      const { access_token: accessToken, refresh_token: refreshToken, expires_in, scope } = cloud.login(userid);
      const userId = String(userid);
      await store.people.put(userId, name.toLowerCase());
      const expiresAt = Date.now() + expires_in * 1000;
      await store.logins.save(userId, { userId, accessToken, refreshToken, expiresAt, scope });
    }
  } finally {
    await store.close();
  }
}

/** @param page its address; undefined for a single round, which has none */
function howToLook(brokerUrl: string, page: string | undefined): string {
  const { hostname, port } = new URL(brokerUrl);
  return [
    '',
    ...(page === undefined ? [] : ['Open the page in a browser:', `  ${page}`, '']),
    'Look with any MQTT client, or add this broker to Home Assistant, and its sensors appear:',
    `  mosquitto_sub -h ${hostname} -p ${port} -t 'withings/#' -v`,
    'Stop with Ctrl-C.',
    '',
  ].join('\n');
}

/** A subscriber like any other: what it prints is what everybody sees. */
async function showReadings(brokerUrl: string, onSynced: () => void) {
  const viewer = await mqtt.connectAsync(brokerUrl, { protocolVersion: 4 });
  let synced = false;
  viewer.on('message', (topic, payload) => {
    if (!topic.endsWith('/info')) print(demoLine(topic, payload.toString()));
    else if (!synced && JSON.parse(payload.toString()).next_sync !== null) {
      synced = true;
      onSynced();
    }
  });
  await viewer.subscribeAsync(
    ['withings/bridge/info', 'withings/+/reading', 'withings/+/+/attributes', 'withings/device/+/+/attributes'],
    {
      qos: 1,
    },
  );
  return viewer;
}
