import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EMPTY_PERSON } from '../../../src/store/person-state.js';
import { openSqliteStore } from '../../../src/store/sqlite/index.js';
import type { ArchiveChange, Store } from '../../../src/store/store.js';
import { reading } from '../../metrics/samples.js';

let dataDir: string;
let store: Store;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  store = openSqliteStore({ dataDir, onDamaged: () => {}, clock: () => 0, sleep: async () => {} });
  await store.lease.acquire({ host: 'box', pid: 1, since: 0 });
  await store.people.put('7', 'anna');
});
afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true });
});

it('writes nothing to the disk for what it has already, just so', async () => {
  const put = Array.from({ length: 500 }, (_, index) => reading({ takenAt: 1000 + index, groupId: `${index}` }));
  const groups = put.map(({ groupId }) => groupId!);
  const change: ArchiveChange = {
    feed: 'measures',
    put,
    groups,
    window: { from: 0, to: 9999, groups: new Set(groups) },
  };
  const commit = (one: ArchiveChange) => store.states.commit('7', EMPTY_PERSON, EMPTY_PERSON, [one]);
  const written = () => statSync(join(dataDir, 'withings2mqtt.db-wal')).size;
  await commit(change);
  const before = written();

  await commit(change);
  expect(written()).toBe(before);

  await commit({ ...change, put: [...put.slice(1), { ...put[0]!, value: 71 }] });
  expect(written()).toBeGreaterThan(before);
});
