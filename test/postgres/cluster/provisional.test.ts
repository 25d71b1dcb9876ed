import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { takeTurn } from '../../../src/cluster/person-turn.js';
import type { Claims } from '../../../src/store/cluster.js';
import { provisionalId } from '../../../src/store/provisional.js';
import { ANNA, testCloud } from '../../demo/helpers.js';
import { annaOf } from '../../process/world.js';
import { tokensOf } from '../../stored.js';
import { NODE, openOneBridge } from './one-bridge.js';
import { turnParts } from './turn-parts.js';
import { account } from './world.js';

const USER = String(ANNA);
const UNKNOWN = provisionalId('anna');
const soon = { timeout: 60_000, interval: 20 };

/** Anna, whose login was brought along without a word of whose it is, and has run out; at a bridge. */
async function clinic() {
  const { store, sql, cluster } = await openOneBridge();
  const cloud = await testCloud({ people: [annaOf()] });
  await cluster.accounts.add(account('anna'));
  await store.people.put(UNKNOWN, 'anna');
  await store.logins.save(UNKNOWN, tokensOf(ANNA, cloud.login(ANNA), Date.now() - 1000));
  return { sql, cloud, store, cluster };
}

type Clinic = Awaited<ReturnType<typeof clinic>>;

/** Works by one bridge until the test ends. */
function work({ cluster }: Clinic, job: (userId: string, signal: AbortSignal) => Promise<number | undefined>) {
  const stop = new AbortController();
  const troubles: unknown[] = [];
  const ended = cluster.queue.work({
    ...{ bridge: NODE.id, atOnce: 1, signal: stop.signal, job: (userId) => job(userId, stop.signal) },
    onTrouble: (error) => troubles.push(error),
  });
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  return troubles;
}

const jobs = ({ sql }: Clinic) =>
  sql.all('select key, payload ->> $1 as person, locked_by from graphile_worker._private_jobs order by id', 'person');

describe('somebody of whom the first refresh tells who it is', () => {
  it('has this turn to its end, gives the claim back, and has the next turns', async () => {
    const world = await clinic();
    const ids: string[] = [];
    const given: boolean[] = [];
    const { claims } = world.cluster;
    const give: Claims['give'] = async (claim, filled) => {
      const isGiven = await claims.give(claim, filled, '');
      given.push(isGiven);
      return isGiven;
    };
    const troubles = work(world, async (userId, signal) => {
      ids.push(userId);
      const parts = turnParts({ ...world, node: NODE, signal });
      return takeTurn(userId, { ...parts, cluster: { ...world.cluster, claims: { ...claims, give } } });
    });
    await world.cluster.queue.want(UNKNOWN, Date.now());
    await vi.waitFor(() => expect(ids.length).toBeGreaterThan(1), soon);
    expect(ids.slice(0, 2)).toEqual([UNKNOWN, USER]);
    expect(troubles).toEqual([]);
    expect(given[0]).toBe(true);
    const [row] = await world.sql.all('select user_id, epoch::integer as epoch, last_sync > 0 as came from person');
    expect(row).toMatchObject({ user_id: USER, came: true });
    expect(await world.sql.all('select distinct user_id from announced')).toEqual([{ user_id: USER }]);
    expect((await world.store.states.load(USER)).readings).not.toEqual({});
  });

  it('may write there, and is the one whose job has failed, where the turn does', async () => {
    const world = await clinic();
    const ids: string[] = [];
    work(world, async (userId) => {
      ids.push(userId);
      const claim = await world.cluster.claims.take(userId, NODE.id);
      await world.store.people.identify(UNKNOWN, USER);
      const state = await world.store.states.load(USER);
      await world.store.states.commit(USER, state, { ...state, zone: 'Europe/Amsterdam' });
      expect(claim && (await world.cluster.claims.give({ ...claim, userId: USER }, 1, ''))).toBe(true);
      throw new Error('as a turn fails');
    });
    await world.cluster.queue.want(UNKNOWN, Date.now());
    await vi.waitFor(async () => {
      expect(await world.sql.get('select failures from person')).toEqual({ failures: 1 });
      expect(await jobs(world)).toEqual([{ key: USER, person: USER, locked_by: null }]);
    }, soon);
    expect(ids).toEqual([UNKNOWN]);
  });

  it('keeps the job of that id, where there is one', async () => {
    const world = await clinic();
    await world.sql.run("insert into announced values ('withings/anna/weight', 'value', $1, null)", USER);
    await world.cluster.queue.want(USER, Date.now() + 3_600_000);
    await world.cluster.queue.want(UNKNOWN, Date.now() + 3_600_000);
    await world.store.people.identify(UNKNOWN, USER);
    expect(await jobs(world)).toContainEqual({ key: USER, person: USER, locked_by: null });
  });
});
