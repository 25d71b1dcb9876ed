// Bridges that have come so far and stay, for figures of one that has nothing to do.
import mqtt from 'mqtt';
import { PAST_FEEDS } from '#built/feeds/index.js';
import { wholePast } from '#built/feeds/past-progress.js';
import { EMPTY_PERSON } from '#built/store/person-state.js';
import { beside, type Child, startChild } from './child.js';
import { imageOptions } from './image-options.js';
import { MAIN, openBenchStore, type World } from './world.js';

/** The program, of which the first round is over and there is no past to read. */
export async function programAfterFirstSync(world: World): Promise<Child> {
  await notePastAsRead(world);
  return untilInfo(world, isSynced, () => startInstalled(world));
}

/** The same without the limits of Withings, for whoever counts calls; what watches it holds on to memory. */
export async function bridgeAfterFirstSync(world: World): Promise<Child> {
  await notePastAsRead(world);
  return untilInfo(world, isSynced, () => startChild(beside('bridge-process.js'), [world.config]));
}

/** The program that has read the past after its first round, all in one run. */
export function programAfterPast(world: World): Promise<Child> {
  return untilInfo(world, isArchived, () => startInstalled(world));
}

/** The same without the limits of Withings. */
export function bridgeAfterPast(world: World): Promise<Child> {
  return untilInfo(world, isArchived, () => startChild(beside('bridge-process.js'), [world.config]));
}

function startInstalled({ config }: World): Child {
  return startChild(MAIN, ['run', '-c', config], { node: imageOptions() });
}

/** What a bridge says of itself, as far as it is asked for here. */
interface Info {
  readonly next_sync: string | null;
  readonly accounts: readonly {
    readonly feeds: Readonly<Record<string, { readonly archive?: { readonly complete: boolean } }>>;
  }[];
}

function isSynced({ next_sync }: Info): boolean {
  return next_sync !== null;
}

function isArchived(info: Info): boolean {
  const feeds = info.accounts[0]?.feeds ?? {};
  return isSynced(info) && PAST_FEEDS.every(({ name }) => feeds[name]?.archive?.complete);
}

async function untilInfo({ brokerUrl }: World, isThere: (info: Info) => boolean, start: () => Child): Promise<Child> {
  const seen = await mqtt.connectAsync(brokerUrl, { protocolVersion: 4 });
  await seen.publishAsync('withings/bridge/info', '', { retain: true });
  const there = new Promise<void>((resolve) => {
    seen.on('message', (_, payload) => payload.length > 0 && isThere(JSON.parse(payload.toString())) && resolve());
  });
  await seen.subscribeAsync('withings/bridge/info');
  const child = start();
  try {
    await child.whileAlive(there);
  } finally {
    await seen.endAsync();
  }
  return child;
}

/** As if an earlier run had read it: then nothing but the first sync is done. */
async function notePastAsRead({ dataDir }: World): Promise<void> {
  const store = openBenchStore(dataDir);
  try {
    await store.lease.acquire({ host: 'bench', pid: process.pid, since: 0 });
    const past = wholePast(Math.floor(Date.now() / 1000));
    const feeds = Object.fromEntries(PAST_FEEDS.map(({ name }) => [name, { past }]));
    for (const { userId } of await store.people.list()) {
      await store.states.commit(userId, EMPTY_PERSON, { ...EMPTY_PERSON, feeds });
    }
    await store.lease.release();
  } finally {
    await store.close();
  }
}
