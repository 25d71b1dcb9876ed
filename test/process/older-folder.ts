import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading } from '../../src/metrics/reading.js';
import type { Store } from '../../src/store/store.js';
import { withStore } from '../stored.js';

/**
 * Turns a data folder into what version 0.1.0 would have left: the same facts in its three files, and no store.
 *
 * @param spell how it wrote things that have other names now
 */
export async function asLeftBy010(dataDir: string, spell = (text: string) => text): Promise<void> {
  const files = await withStore(dataDir, filesOf);
  for (const end of ['', '-wal', '-shm']) rmSync(join(dataDir, `withings2mqtt.db${end}`), { force: true });
  rmSync(join(dataDir, 'lease.db'), { force: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(dataDir, name), spell(JSON.stringify(content)), { mode: 0o600 });
  }
}

async function filesOf(store: Store) {
  const people = await store.people.list();
  const byName = async (make: (name: string, userId: string) => Promise<object>) =>
    Object.fromEntries(
      await Promise.all(people.map(async ({ name = '', userId }) => [name, await make(name, userId)] as const)),
    );
  const webhookSecret = await store.settings.get('webhook_secret');
  return {
    'tokens.json': { version: 1, accounts: await byName((_, userId) => loginOf(store, userId)) },
    'state.json': {
      version: 1,
      instance: await store.settings.instance(),
      ...(webhookSecret && { webhookSecret }),
      accounts: await byName((name, userId) => stateOf(store, name, userId)),
    },
    'history.json': {
      version: 1,
      statistics: Object.assign({}, ...(await Promise.all(people.map(({ userId }) => spansOf(store, userId))))),
      accounts: await byName(async () => ({})),
    },
  };
}

async function spansOf({ statistics }: Store, userId: string): Promise<object> {
  const spans = [...(await statistics.spans(userId))];
  return Object.fromEntries(spans.map(([metric, span]) => [`withings_${userId}_${metric}`, span]));
}

async function loginOf({ logins }: Store, userid: string): Promise<object> {
  const login = await logins.of(userid);
  if (!login) throw new Error(`${userid} has no login`);
  const { accessToken: access_token, refreshToken: refresh_token, expiresAt, scope } = login;
  return { userid, access_token, refresh_token, expires_at: new Date(expiresAt).toISOString(), scope };
}

async function stateOf({ states }: Store, account: string, userId: string): Promise<object> {
  const { seen, readings, devices, feeds, ...state } = await states.load(userId);
  const named = (some: Readonly<Record<string, Reading>>) => mapped(some, (reading) => ({ ...reading, account }));
  return {
    ...{ userId, ...state, readings: named(readings) },
    devices: mapped(devices, (device) => ({ ...device, readings: named(device.readings) })),
    feeds: mapped(feeds, ({ next: _, notBefore: __, ...feed }, name) => ({
      ...feed,
      ...(name === 'measures' && { seen }),
    })),
  };
}

function mapped<T>(some: Readonly<Record<string, T>>, change: (one: T, key: string) => object): object {
  return Object.fromEntries(Object.entries(some).map(([key, one]) => [key, change(one, key)]));
}
