import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import { reading } from '../store/samples.js';
import { type PostgresServer, startServer } from './own-server.js';

describe('a database on a disk that is full', () => {
  let server: PostgresServer;
  let disk: string;
  beforeEach(async () => {
    server = await startServer();
    disk = `${server.folder}/disk`;
    execFileSync('mkdir', [disk]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk]);
    execFileSync('chown', ['--reference', `${server.folder}/data`, disk]);
    await server.admin(`create tablespace small location '${disk}'`);
    await server.admin('grant all on tablespace small to public');
  });
  afterEach(async () => {
    await server.stop();
    execFileSync('umount', [disk]);
    await server.remove();
  });

  it('says so, keeps what was there, and takes more as soon as there is room', async () => {
    const address = await server.newDatabase();
    const name = address.split('/').at(-1)!;
    await server.admin(`alter database ${name} set tablespace small`);
    const store = await openPostgresStore({ address, sleep: async () => {} });
    await store.lease.acquire({ host: 'box', pid: 1, since: 0 });
    await store.people.put('7', 'anna');
    const put = (from: number, count: number) =>
      store.states.commit('7', EMPTY_PERSON, EMPTY_PERSON, [
        { feed: 'measures', put: Array.from({ length: count }, (_, index) => reading('weight', from + index)) },
      ]);
    await put(1, 10);
    await expect(put(100, 60_000)).rejects.toThrow(/cannot use .*: its disk is full.*; make room \(53100\)/);
    expect(await store.states.extents('7')).toEqual(new Map([['weight', { first: 1, last: 10, count: 10 }]]));
    execFileSync('mount', ['-o', 'remount,size=64m', disk]);
    await put(100, 10);
    expect((await store.states.extents('7')).get('weight')?.count).toBe(20);
    await store.close();
  });
});
