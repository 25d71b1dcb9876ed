import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';
import { openStore } from '../../src/bridge/open-store.js';
import { runBridge } from '../../src/bridge/run-bridge.js';
import { type Config, loadConfig } from '../../src/config/index.js';
import { startCloud } from '../../src/demo/cloud.js';
import { demoPeople } from '../../src/demo/invented-people.js';
import { PAST_FEEDS } from '../../src/feeds/index.js';
import { createLog } from '../../src/log.js';
import { startBroker } from '../../src/mqtt/embedded-broker.js';
import { systemTools } from '../../src/tools.js';
import { logIn, writeConfig } from './folder-of-bridge.js';

/** A data folder of a bridge that has read all that the demo's people have; copied by each test that wants one. */
export interface PreparedPast {
  readonly dataDir: string;
  /** For `demoPeople`: the same people again. Milliseconds since 1970. */
  readonly now: number;
}

declare module 'vitest' {
  interface ProvidedContext {
    preparedPast: PreparedPast;
  }
}

const LONGEST_MILLISECONDS = 60_000;
/** Earlier than anything that the demo's people have. */
const ALL_OF_IT_DAYS = 1000;

/** Before the first test: two years of two people, as no test has the time to read them. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'withings2mqtt-past-'));
  const now = Date.now();
  const cloud = await startCloud({
    ...{ clientId: 'test-client', clientSecret: 'test-secret', people: demoPeople(now) },
    ...{ dedupeSeconds: 0, requestsPerMinute: Number.POSITIVE_INFINITY },
  });
  const broker = await startBroker({ port: 0 });
  const file = await writeConfig(dir, { cloudUrl: cloud.url, brokerUrl: broker.url, sections: OFF });
  const config = loadConfig(file, {});
  try {
    await logIn(config.dataDir, cloud, { anna: 1_001_001, ben: 1_001_002 });
    await readPast(config, now);
  } finally {
    await cloud.close();
    await broker.close();
  }
  provide('preparedPast', { dataDir: config.dataDir, now });
  return () => rm(dir, { recursive: true, force: true });
}

const OFF = 'server: { enabled: false }\npage: { enabled: false }\n';

/** Without the limits of Withings, and without a rest between two years. */
async function readPast(config: Config, now: number): Promise<void> {
  const stop = new AbortController();
  const late = AbortSignal.timeout(LONGEST_MILLISECONDS);
  const tools = { ...systemTools, sleep: (time: number, signal?: AbortSignal) => systemTools.sleep(time / 50, signal) };
  const ended = runBridge({
    ...{ config, tools, log: createLog({ level: 'warn', format: 'text' }), once: false, signal: stop.signal },
    ...{ callsPerMinute: Number.POSITIVE_INFINITY, identicalCallSeconds: 0 },
  });
  const until = new Date(now - ALL_OF_IT_DAYS * 86_400_000).toISOString().slice(0, 10);
  try {
    while (!(await hasReached(config, until))) {
      late.throwIfAborted();
      await Promise.race([sleep(200), ended]);
    }
  } finally {
    stop.abort();
    await ended;
  }
}

async function hasReached(config: Config, day: string): Promise<boolean> {
  const store = await openStore({
    config,
    log: createLog({ level: 'error', format: 'text' }),
    tools: systemTools,
    mayBegin: true,
  });
  try {
    const people = await store.people.list();
    const states = await Promise.all(people.map(({ userId }) => store.states.load(userId)));
    return states.every(({ feeds }) =>
      PAST_FEEDS.filter(({ name }) => name !== 'intraday').every(({ name }) => {
        const { past, refused } = feeds[name] ?? {};
        return refused || past?.complete || (past && past.from <= day);
      }),
    );
  } finally {
    await store.close();
  }
}
