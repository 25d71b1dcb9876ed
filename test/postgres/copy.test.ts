import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Copied, copyStore } from '../../src/store/copy.js';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import type { DaySeries, EcgSeries } from '../../src/store/series.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';
import type { Store } from '../../src/store/store.js';
import { reading } from '../store/samples.js';
import { startPostgres, type TestDatabase } from './server.js';

const OWNER = { host: 'box', pid: 1, since: 0 };
const LOGIN = { userId: '7', accessToken: 'access', refreshToken: 'refresh', expiresAt: 5, scope: 'user.metrics' };
const EVENT = {
  ...{
    id: 'e',
    type: 'measure',
    takenAt: 1,
    attribution: null,
    deviceModel: null,
    groupId: 'g',
    values: { weight: 70 },
  },
};
const STATE: PersonState = {
  zone: 'Europe/Amsterdam',
  loginProblem: 'no',
  readings: { weight: reading('weight', 100) },
  devices: {},
  feeds: { measures: { cursor: 100, lastSuccess: 120 } },
  seen: { g100: 101 },
  outbox: [EVENT as never],
};
const ECG: EcgSeries = {
  ...{ kind: 'ecg', id: '5', start: 1500, end: 1530, device: null },
  ...{ signal: [-12, 40, null, 41], frequency: 300, wearPosition: null },
};
const DAY: DaySeries = {
  ...{ kind: 'day', id: '2026-01-02', start: 0, end: 86_400, device: 'watch' },
  fields: { steps: [[10, 20]] },
};

describe.each(['to PostgreSQL', 'back to SQLite'])('a copy of a store %s', (direction) => {
  let place: TestDatabase;
  let folder: string;
  let from: Store;
  let to: Store;
  const opened: Store[] = [];
  const keep = <T extends Store>(store: T) => {
    opened.push(store);
    return store;
  };
  const sqlite = () =>
    keep(openSqliteStore({ dataDir: folder, onDamaged: () => {}, clock: Date.now, sleep: async () => {} }));
  const postgres = async () => keep(await openPostgresStore({ address: place.address, sleep: async () => {} }));
  beforeEach(async () => {
    place = await startPostgres();
    folder = mkdtempSync(join(tmpdir(), 'copy-'));
    const [one, other] = [sqlite(), await postgres()];
    [from, to] = direction === 'to PostgreSQL' ? [one, other] : [other, one];
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    await place.remove();
    rmSync(folder, { recursive: true });
  });
  const copy = (options: Partial<Parameters<typeof copyStore>[0]> = {}): Promise<Copied> =>
    copyStore({ from, to, owner: OWNER, signal: new AbortController().signal, ...options });

  async function fill(): Promise<void> {
    await from.lease.acquire(OWNER);
    for (const [id, name] of [
      ['7', 'anna'],
      ['8', 'ben'],
      ['9', 'cleo'],
    ] as const)
      await from.people.put(id, name);
    await from.people.unname('cleo');
    await from.logins.save('7', LOGIN);
    await from.settings.put('webhook_secret', 'hook');
    await from.settings.put('calendar_secret/7', 'calendar');
    await from.announced.note([
      { topic: 'withings/anna/weight', kind: 'value', userId: '7', device: undefined },
      { topic: 'withings/device/f00d/battery', kind: 'value', userId: undefined, device: 'f00d' },
    ]);
    await from.statistics.put('7', 'weight', { since: 3600, late: [7200] });
    await from.statistics.setDue('7', '2020-01-01');
    const weights = Array.from({ length: 12_000 }, (_, index) => reading('weight', index * 3600, 70 + index / 1000));
    const others = [reading('no_metric', 5, 'a word'), reading('nap_duration', -10, true), reading('bmi', 9, null, '')];
    await from.states.commit('7', EMPTY_PERSON, STATE, [
      {
        feed: 'measures',
        put: [...weights, ...others],
        series: [
          { kind: 'ecg', put: [ECG] },
          { kind: 'day', put: [DAY] },
        ],
      },
    ]);
    await from.lease.release();
  }

  /** All that is kept, by the interface. */
  async function all(store: Store) {
    const people = await store.people.list();
    const each = people.map(async ({ userId }) => {
      const extents = await store.states.extents(userId);
      const readings = await Promise.all(
        [...extents.keys()].sort().map((metric) => store.states.readings(userId, metric, -1e9, 1e12)),
      );
      const curves = await Promise.all(
        (['ecg', 'day', 'night'] as const).map(async (kind) => {
          const heads = await store.series.list(userId, kind, 0, 1e12);
          return Promise.all(heads.map(({ id }) => store.series.get(userId, kind, id)));
        }),
      );
      const [state, login, due, spans] = await Promise.all([
        store.states.load(userId),
        store.logins.of(userId),
        store.statistics.due(userId),
        store.statistics.spans(userId),
      ]);
      return [
        userId,
        state,
        login,
        due?.since,
        spans,
        readings,
        curves,
        await store.settings.get(`calendar_secret/${userId}`),
      ];
    });
    return {
      people,
      each: await Promise.all(each),
      instance: await store.settings.instance(),
      secret: await store.settings.get('webhook_secret'),
      announced: new Set(await store.announced.all()),
    };
  }

  it('has everything, and says how much that is', async () => {
    await fill();
    expect(await copy()).toEqual({
      ...{ people: 3, logins: 1, readings: 12_003, series: 2, topics: 2, accounts: 0, left: [] },
      ...{ accountsLeft: [], invitationsLeft: 0 },
    });
    expect(await all(to)).toEqual(await all(from));
    expect([await from.lease.holder(), await to.lease.holder()]).toEqual([undefined, undefined]);
  });

  it('that was ended in the middle is ended by the next one', async () => {
    await fill();
    const stop = new AbortController();
    await expect(copy({ signal: stop.signal, onPerson: () => stop.abort() })).rejects.toThrow('aborted');
    expect(await to.people.list()).toHaveLength(1);
    await copy();
    await copy();
    expect(await all(to)).toEqual(await all(from));
  });

  it('takes away what has gone since the last one', async () => {
    await fill();
    await copy();
    await from.lease.acquire(OWNER);
    await from.states.commit('7', EMPTY_PERSON, EMPTY_PERSON, [
      {
        feed: 'measures',
        put: [],
        groups: ['g3600'],
        series: [{ kind: 'ecg', put: [], instead: { from: 0, to: 9999 } }],
      },
    ]);
    await from.lease.release();
    await copy();
    expect(await all(to)).toEqual(await all(from));
  });

  it('leaves whoever has been at work there since', async () => {
    await fill();
    await copy();
    const newer = { ...LOGIN, refreshToken: 'newer', expiresAt: 6 };
    await to.logins.save('7', newer);
    await to.statistics.put('7', 'weight', { since: 1800, late: [] });
    expect(await copy()).toMatchObject({ people: 2, logins: 0, left: [{ userId: '7', name: 'anna' }] });
    expect(await to.logins.of('7')).toEqual(newer);
    expect(await to.statistics.spans('7')).toEqual(new Map([['weight', { since: 1800, late: [] }]]));
  });

  it('is not made while somebody is at work on either side', async () => {
    for (const store of [from, to]) {
      const bridge = store.cluster ? await postgres() : sqlite();
      await bridge.lease.acquire({ host: 'box', pid: 99, since: 0 });
      await expect(copy()).rejects.toThrow(/another withings2mqtt \(pid 99 on box/);
      await bridge.lease.release();
      await bridge.cluster?.bridges.join({ id: 'b1', host: 'other', pid: 5, version: '1' });
      if (bridge.cluster) await expect(copy()).rejects.toThrow(/another withings2mqtt \(pid 5 on other/);
      await bridge.cluster?.bridges.leave('b1');
    }
    await copy();
  });
});

it('between two databases has the accounts that stand in no configuration', async () => {
  const places = [await startPostgres(), await startPostgres()] as const;
  const [from, to] = await Promise.all(
    places.map(({ address }) => openPostgresStore({ address, sleep: async () => {} })),
  );
  const account = { units: 'us', ignoreAttributions: [1], intraday: true } as const;
  await from?.cluster?.accounts.add({ ...account, name: 'anna', displayName: 'Anna' });
  await from?.cluster?.accounts.add({ ...account, name: 'ben', displayName: 'Ben' });
  await from?.cluster?.accounts.fromFile([{ ...account, name: 'file', displayName: 'File' }]);
  await from?.cluster?.accounts.enable('ben', false);
  await from?.cluster?.invitations.make('anna', 60_000);
  for (const _ of ['once', 'again']) {
    const copied = await copyStore({ from: from!, to: to!, owner: OWNER, signal: new AbortController().signal });
    expect(copied).toMatchObject({ accounts: 2, accountsLeft: [], invitationsLeft: 1 });
  }
  const there = await to?.cluster?.accounts.list();
  expect(there).toMatchObject([
    { ...account, name: 'anna', displayName: 'Anna', enabled: true },
    { ...account, name: 'ben', displayName: 'Ben', enabled: false },
  ]);
  for (const one of [from, to]) await one?.close();
  for (const place of places) await place.remove();
});
