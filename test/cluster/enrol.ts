import { setTimeout as pause } from 'node:timers/promises';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import type { Store } from '../../src/store/store.js';
import { tokensOf } from '../stored.js';
import type { ManyPeople } from './many-people.js';
import { accountOf } from './weigh-ins.js';

/** So many people at a time. */
const AT_ONCE = 8;

/** Makes all people of a cloud known to a store, each with a login that nobody has used, and wants their first turn. */
export async function enrol(databaseUrl: string, cloud: ManyPeople, webhookSecret: string): Promise<void> {
  await withCluster(databaseUrl, async ({ people, logins, settings, cluster }) => {
    await settings.put('webhook_secret', webhookSecret);
    await eachOf(cloud.userids, async (userid) => {
      const name = accountOf(userid);
      await cluster.accounts.add({ name, displayName: name, units: 'metric', ignoreAttributions: [], intraday: false });
      await people.put(String(userid), name);
      const login = cloud.tokens.login(userid);
      await logins.renew(String(userid), tokensOf(userid, login, Date.now() + login.expires_in * 1000));
    });
    await cluster.queue.wantAll(0);
  });
}

/** Whether nobody has a turn, or waits for one. */
export function isCalm(databaseUrl: string): Promise<boolean> {
  return withCluster(databaseUrl, async ({ cluster }) => {
    const { due, underWay } = await cluster.queue.size();
    return due + underWay === 0;
  });
}

/** The ids of the processes that are bridges for the others. One that they have taken for dead is none, and may still be ending. */
export function livingPids(databaseUrl: string): Promise<readonly number[]> {
  return withCluster(databaseUrl, async ({ cluster }) => (await cluster.bridges.living()).map(({ pid }) => pid));
}

/** How the logins of all people are at the end. */
export interface LoginsSeen {
  /** Of those whom the cloud would not let in any more, or of whom the store says so. */
  readonly lost: readonly string[];
}

export function lookAtLogins(databaseUrl: string, cloud: ManyPeople): Promise<LoginsSeen> {
  return withCluster(databaseUrl, async ({ logins, cluster }) => {
    const lost: string[] = [];
    await eachOf(cloud.userids, async (userid) => {
      const [login, account] = await Promise.all([logins.of(String(userid)), cluster.accounts.find(accountOf(userid))]);
      const isAlive = login !== undefined && cloud.tokens.isAlive(login.refreshToken);
      if (!isAlive || account?.loginProblem !== undefined) lost.push(accountOf(userid));
    });
    return { lost };
  });
}

type ClusterStore = Store & { readonly cluster: NonNullable<Store['cluster']> };

async function withCluster<T>(address: string, work: (store: ClusterStore) => Promise<T>): Promise<T> {
  const store = await openPostgresStore({
    address,
    sleep: (milliseconds) => pause(milliseconds),
  });
  try {
    const { cluster } = store;
    if (!cluster) throw new Error(`${address} is no store of several bridges`);
    return await work({ ...store, cluster });
  } finally {
    await store.close();
  }
}

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
