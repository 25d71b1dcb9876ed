import { setImmediate as nextRound } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { createClientBase } from '../../../src/bridge/client-base.js';
import { takeTurn } from '../../../src/cluster/person-turn.js';
import type { TurnParts } from '../../../src/cluster/turn-parts.js';
import type { Config } from '../../../src/config/index.js';
import type { Outlet } from '../../../src/mqtt/link.js';
import { createTopics } from '../../../src/mqtt/topics.js';
import type { Claim, Cluster, Notice } from '../../../src/store/cluster.js';
import type { StoredAccount } from '../../../src/store/cluster-accounts.js';
import { LeaseLostError } from '../../../src/store/errors.js';
import { openSqliteStore } from '../../../src/store/sqlite/index.js';
import { createTelemetry } from '../../../src/telemetry.js';
import { systemTools, type Tools } from '../../../src/tools.js';
import { ANNA, CLIENT, testCloud } from '../../demo/helpers.js';
import { annaIn, lately, zonesAtNoon } from '../../demo/noon.js';
import { logLines } from '../../log-lines.js';
import { folder } from '../../process/world.js';
import { tokensOf } from '../../stored.js';

const ACCOUNT = {
  name: 'anna',
  displayName: 'Anna',
  units: 'metric',
  ignoreAttributions: [],
  intraday: false,
} as const;
const USER = String(ANNA);
/** Longer than any window in which Withings is asked for what is known already. */
const DAYS = 100;
/** Milliseconds for the acknowledgements of a turn. */
const PATIENCE = 30_000;

/**
 * Anna of the simulated cloud, who lives where no midnight is near, with claims that a test hands out in place of a database,
 * and a broker in memory.
 */
export async function turnWorld({ discovery = false, patience = PATIENCE } = {}) {
  const [timezone] = zonesAtNoon();
  const cloud = await testCloud({ people: [{ ...lately(annaIn(timezone, 3), DAYS), userid: ANNA }] });
  // Each turn takes no time, on a busy machine as well: what has just been asked stays so.
  let now = Date.now();
  const clock = () => now;
  const sleep: Tools['sleep'] = (milliseconds, signal) =>
    systemTools.sleep(milliseconds === PATIENCE ? patience : milliseconds, signal);
  const tools = { ...systemTools, clock, sleep };
  const store = openSqliteStore({
    ...{ dataDir: await folder(), clock, sleep },
    onDamaged(reason) {
      throw new Error(reason);
    },
  });
  onTestFinished(() => store.close());
  await store.lease.acquire({ host: 'box', pid: 1, since: 0 });
  await store.people.put(USER, 'anna');
  await store.logins.save(USER, tokensOf(ANNA, cloud.login(ANNA), now + 3_600_000));

  const account: StoredAccount = ACCOUNT;
  const claims = {
    epoch: 0,
    interrupted: false,
    filled: 0,
    fill: 0,
    shownAs: 'now',
    enabled: true,
    /** Nobody works for anna any more, and she is not just disabled. */
    leaves: false,
    given: 0,
    account,
    noted: [] as readonly string[],
  };
  /** Topics of devices that somebody else has, too. */
  const inherited = new Set<string>();
  let notices: Notice[] = [];
  const cluster = {
    claims: {
      async take(): Promise<Claim | undefined> {
        if (!claims.enabled) return undefined;
        claims.epoch += 1;
        const { epoch, interrupted, filled, fill, shownAs, account } = claims;
        claims.interrupted = true;
        return { userId: USER, account, notices: [...notices], epoch, interrupted, filled, fill, shownAs };
      },
      leave: async () => claims.leaves,
      async give({ epoch }: Claim, filled: number, shownAs: string) {
        if (epoch !== claims.epoch) return false;
        // From now on nothing of the person can be written.
        const noted = (await store.announced.of(USER)).map(({ topic }) => topic);
        Object.assign(claims, { interrupted: false, filled, shownAs, given: claims.given + 1, noted });
        return true;
      },
    },
    notices: {
      async done(_: string, ids: readonly string[]) {
        notices = notices.filter(({ id }) => !ids.includes(id));
      },
    },
    heirs: {
      handOver: async (_: string, topics: readonly string[]) => topics.filter((topic) => !inherited.has(topic)),
      forget: async (_: string, _topics: readonly string[], taken: readonly string[]) => store.announced.forget(taken),
    },
  } as unknown as Cluster;

  const retained = new Map<string, string>();
  const sent: string[] = [];
  const downs = new Set<() => void>();
  let isUp = true;
  let held = { topic: '', reached: () => {} };
  let isRefused = (_topic: string) => false;
  const refused: string[] = [];
  const outlet: Outlet = {
    window: 100,
    publish(topic, payload, retain, done) {
      if (!isUp) return;
      // Never acknowledged.
      if (topic === held.topic) return held.reached();
      if (isRefused(topic)) return queueMicrotask(() => done(new Error('Not authorized')));
      sent.push(`${topic}=${payload}`);
      if (retain && payload === '') retained.delete(topic);
      else if (retain) retained.set(topic, payload);
      queueMicrotask(() => done());
    },
  };
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const { log, lines } = logLines(['error', 'warn', 'info']);
  const config = {
    withings: { clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret, apiUrl: cloud.url },
    homeassistant: { enabled: discovery },
  } as unknown as Config;
  const telemetry = createTelemetry();
  const base = { config, log, tools, signal: stop.signal, identicalCallSeconds: 0 };
  // A database answers later.
  async function forgetLater(topics: readonly string[]): Promise<void> {
    await nextRound();
    return store.announced.forget(topics);
  }
  let isLost = false;
  let isNoted = true;
  async function note(...args: Parameters<typeof store.announced.note>): Promise<void> {
    if (!isNoted) throw new LeaseLostError('the store');
    return store.announced.note(...args);
  }
  const states: typeof store.states = {
    ...store.states,
    async commit(...args) {
      if (isLost) throw new LeaseLostError('the store');
      return store.states.commit(...args);
    },
  };
  const parts: TurnParts = {
    ...{ config, log, tools, signal: stop.signal, cluster, telemetry },
    store: { ...store, states, announced: { ...store.announced, note, forget: forgetLater } },
    ...createClientBase(base, telemetry, { limiter: () => async () => {} }),
    node: { id: 'a1', host: 'box', pid: 1, version: '1' },
    context: { topics: createTopics('withings'), prefix: 'homeassistant', instance: 'x', version: '1' },
    callback: { url: undefined, since: 0 },
    shownAs: 'now',
    formerBases: { ownerOf: async (base) => (base === 'taken' ? 'others' : 'ours') },
    rhythm: { pollInterval: 600_000, webhookPollInterval: 86_400_000 },
    aroundRefresh: (refresh) => refresh(),
    outlet: () => (isUp ? outlet : undefined),
    onDown(listener) {
      downs.add(listener);
      return () => void downs.delete(listener);
    },
    onPublished() {},
    onRefused: (topic) => refused.push(topic),
    onStoreWell() {},
    onStoreTrouble(error) {
      throw error;
    },
  };
  let moved: Partial<TurnParts> = {};
  return {
    ...{ cloud, store, claims, retained, sent, log, lines, stop, downs, inherited, refused },
    clock,
    turn() {
      now += 1000;
      return takeTurn(USER, { ...parts, ...moved });
    },
    /** The bridges publish elsewhere from now on. */
    moves(to: { readonly base?: string; readonly prefix?: string; readonly discovery?: boolean }) {
      const topics = createTopics(to.base ?? 'withings');
      const homeassistant = { enabled: to.discovery ?? discovery } as Config['homeassistant'];
      moved = {
        ...{ shownAs: JSON.stringify(to), config: { ...config, homeassistant } },
        context: { ...parts.context, topics, prefix: to.prefix ?? parts.context.prefix },
      };
    },
    notify(appli: number, receivedAt = now + 1000) {
      now += 1000;
      const start = Math.floor(receivedAt / 1000);
      const notification = { userId: USER, appli, start, end: start, deviceId: undefined };
      notices.push({ id: String(notices.length + 1), notification, receivedAt });
    },
    /** Somebody wants everything. */
    ask: () => notices.push({ id: String(notices.length + 1), notification: undefined, receivedAt: now }),
    noticed: () => notices.length,
    /** From now on the broker does not answer to this topic. @returns resolves when something was published there */
    holds: (topic: string) =>
      new Promise<void>((resolve) => {
        held = { topic, reached: resolve };
      }),
    /** Another bridge has the person. */
    loses() {
      isLost = true;
    },
    /** Of topics this bridge may note nothing. */
    notesNothing() {
      isNoted = false;
    },
    refuses(fits: (topic: string) => boolean) {
      isRefused = fits;
    },
    brokerIs(up: boolean) {
      isUp = up;
      if (!up) for (const listener of [...downs]) listener();
    },
  };
}
