import { describe, expect, it } from 'vitest';
import { takeTurn } from '../../../src/cluster/person-turn.js';
import { SUBSCRIPTIONS } from '../../../src/cluster/turn-subscriptions.js';
import { COMMENT } from '../../../src/feeds/subscriptions.js';
import { startCallback } from '../../demo/callback.js';
import { ANNA, testCloud } from '../../demo/helpers.js';
import { annaOf } from '../../process/world.js';
import { tokensOf } from '../../stored.js';
import { testClient } from '../../withings/support.js';
import { NODE, openOneBridge } from './one-bridge.js';
import { turnParts } from './turn-parts.js';
import { account } from './world.js';

const USER = String(ANNA);
const AVAILABILITY = 'withings/anna/availability';

/** Anna of the file, connected and published. */
async function clinic() {
  const { store, sql, cluster } = await openOneBridge();
  const cloud = await testCloud({ people: [annaOf()] });
  await cluster.accounts.fromFile([account('anna')]);
  await store.people.put(USER, 'anna');
  await store.logins.save(USER, tokensOf(ANNA, cloud.login(ANNA), Date.now() + 3_600_000));
  const retained = new Map<string, string>();
  const { signal } = new AbortController();
  const parts = turnParts({
    ...{ cloud, store, cluster, node: NODE, signal },
    onPublish: (topic, payload) => void (payload === '' ? retained.delete(topic) : retained.set(topic, payload)),
  });
  const turn = () => takeTurn(USER, parts);
  await turn();
  // Told once, and kept by no broker.
  for (const topic of ['withings/anna/reading', 'withings/anna/night']) retained.delete(topic);
  return { cloud, store, cluster, sql, retained, turn };
}

type Clinic = Awaited<ReturnType<typeof clinic>>;

/** Withings tells of her, as the state says. */
async function subscribed({ cloud, store, cluster }: Clinic): Promise<void> {
  const { url } = await startCallback();
  await testClient(cloud).subscribe({ appli: 1, callbackUrl: url, comment: COMMENT });
  const claim = (await cluster.claims.take(USER, NODE.id))!;
  const state = await store.states.load(USER);
  const feeds = { ...state.feeds, [SUBSCRIPTIONS]: { lastSuccess: 5, next: 6 } };
  await store.states.commit(USER, state, { ...state, feeds });
  await cluster.claims.give(claim, 1, '');
}

describe('somebody whom the file does not name any more', () => {
  it('leaves the broker, and keeps login and past', async () => {
    const { store, cluster, retained, turn } = await clinic();
    expect(retained.size).toBeGreaterThan(20);
    const kept = await store.states.load(USER);

    await cluster.accounts.fromFile([]);
    expect(await turn()).toBeUndefined();

    expect([...retained.keys()]).toEqual([]);
    expect(await store.announced.of(USER)).toEqual([]);
    expect(await store.logins.of(USER)).toBeDefined();
    expect(await store.states.load(USER)).toEqual(kept);
  });

  it('is published whole when the file names them again', async () => {
    const { cluster, retained, turn } = await clinic();
    const before = [...retained.keys()].sort();
    await cluster.accounts.fromFile([]);
    await turn();

    await cluster.accounts.fromFile([account('anna')]);
    await turn();

    expect([...retained.keys()].sort()).toEqual(before);
    expect(retained.get(AVAILABILITY)).toBe('online');
  });

  it('is not disabled: who is says so, and keeps the values', async () => {
    const { cluster, retained, turn } = await clinic();
    const before = [...retained.keys()].sort();
    await cluster.accounts.enable('anna', false);

    expect(await turn()).toBeUndefined();

    expect([...retained.keys()].sort()).toEqual(before);
    expect(retained.get(AVAILABILITY)).toBe('offline');
  });

  it('is told of by Withings no more, which is looked after once', async () => {
    const world = await clinic();
    const { cloud, cluster, turn } = world;
    await subscribed(world);
    await cluster.accounts.fromFile([]);

    expect(await turn()).toBeUndefined();

    expect(cloud.subscriptions(ANNA)).toEqual([]);
    const calls = cloud.requests.length;
    expect(await turn()).toBeUndefined();
    expect(cloud.requests).toHaveLength(calls);
  });

  it.each([
    ['cannot be asked', {}],
    ['does not revoke one for now', { action: 'revoke' }],
  ])('has that tried again where Withings %s', async (_, which) => {
    const world = await clinic();
    const { cloud, cluster, turn, retained, sql } = world;
    await subscribed(world);
    await cluster.accounts.fromFile([]);
    const heal = cloud.fault({ path: '/notify', ...which, kind: 'status', status: 2556 });

    const again = await turn();

    expect(again! - Date.now()).toBeGreaterThan(3_000_000);
    expect(retained.size).toBe(0);
    heal();
    const calls = cloud.requests.length;
    expect(await turn()).toBe(again);
    expect(cloud.requests).toHaveLength(calls);
    await sql.run('update state set body = (body::jsonb || \'{"next": 6}\')::text where key = $1', SUBSCRIPTIONS);
    expect(await turn()).toBeUndefined();
    expect(cloud.subscriptions(ANNA)).toEqual([]);
  });

  it('needs nobody to be asked where the login is dead', async () => {
    const world = await clinic();
    const { cloud, cluster, turn } = world;
    await subscribed(world);
    await cluster.accounts.fromFile([]);
    cloud.revoke(ANNA);

    expect(await turn()).toBeUndefined();
    expect(await turn()).toBeUndefined();
  });
});
