import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/program.js';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';
import { startPostgres, type TestDatabase } from './server.js';

const LOGIN = { userId: '7', accessToken: 'access', refreshToken: 'refresh', expiresAt: 5, scope: 'user.metrics' };
const OWNER = { host: 'box', pid: 99, since: 0 };

describe('store copy', () => {
  let place: TestDatabase;
  let folder: string;
  let data: string;
  beforeEach(async () => {
    place = await startPostgres();
    folder = mkdtempSync(join(tmpdir(), 'store-copy-'));
    data = join(folder, 'data');
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
    await place.remove();
  });
  const sqlite = () => openSqliteStore({ dataDir: data, onDamaged: () => {}, clock: Date.now, sleep: async () => {} });

  /** Exit code, and all that it said. */
  async function copy(from: string, to: string, more = ''): Promise<readonly [number, string]> {
    const config = join(folder, 'config.yaml');
    const start =
      'withings: { client_id: id, client_secret: a secret word }\naccounts: [{ name: anna }]\ndata_dir: data\n';
    writeFileSync(config, start + more);
    let said = '';
    const keep = (chunk: unknown, done?: unknown) => {
      said += String(chunk);
      if (typeof done === 'function') done();
      return true;
    };
    vi.spyOn(process.stdout, 'write').mockImplementation(keep);
    vi.spyOn(process.stderr, 'write').mockImplementation(keep);
    const code = await main(
      ['node', 'withings2mqtt', 'store', 'copy', from, to, '-c', config],
      new AbortController().signal,
    );
    vi.restoreAllMocks();
    expect(said).not.toContain('secret');
    return [code, said];
  }

  async function fill(): Promise<void> {
    const store = sqlite();
    await store.people.put('7', 'anna');
    await store.logins.save('7', LOGIN);
    await store.close();
  }

  it('brings all to the database of the configuration, with its password and its key, and back', async () => {
    await fill();
    const more = `store: ${place.address.replace(':secret', '')}\nstore_password: secret\nstore_key: a long key\n`;
    const [code, said] = await copy('sqlite:', 'postgres:', more);
    expect(said).toContain('1 of 1: anna\n');
    expect(said).toMatch(/^In postgres:\/\/127\.0\.0\.1:\d+\/test_\w+ now: 1 people, 1 logins, 0 readings, /m);
    expect(code).toBe(0);
    expect((await place.admin('select from login where sealed is not null')).rowCount).toBe(1);

    mkdirSync(join(folder, 'other'));
    expect((await copy('postgres:', `sqlite:${join(folder, 'other')}`, more))[0]).toBe(0);
    data = join(folder, 'other');
    const back = sqlite();
    expect(await back.logins.of('7')).toEqual(LOGIN);
    await back.close();
  });

  it('to a household says what of accounts must go into the file, and that invitations stay behind', async () => {
    const account = { displayName: 'Anna', units: 'metric', ignoreAttributions: [1, 10], intraday: false } as const;
    const store = await openPostgresStore({ address: place.address, sleep: async () => {} });
    const { accounts, invitations } = store.cluster!;
    await accounts.add({ ...account, name: 'anna' });
    await accounts.add({ ...account, name: 'ben', displayName: 'Ben: "B"', units: 'us', intraday: true });
    await accounts.add({ ...account, name: 'carl', displayName: 'Carl', ignoreAttributions: [] });
    await accounts.add({ ...account, name: 'dora', displayName: 'Dora' });
    await accounts.enable('dora', false);
    await invitations.make('ben', 60_000);
    await invitations.make('carl', 0);
    await store.close();

    const [code, said] = await copy(place.address, 'sqlite:');

    expect(said.split('\n').slice(1)).toEqual([
      `Still to do: write below accounts: in ${join(folder, 'config.yaml')}, where a household has them:`,
      '  - { name: ben, display_name: "Ben: \\"B\\"", units: us, ignore_attributions: [1, 10], intraday: true }',
      '  - { name: carl, display_name: "Carl", units: metric, ignore_attributions: [], intraday: false }',
      'Disabled, so leave out there, or they are fetched: dora.',
      'Left behind: 1 open invitation; whoever has not used one is to be invited or connected anew.',
      'From now on run bridges on one of the two: a login that is refreshed in one place ends in the other.',
      '',
    ]);
    expect(code).toBe(0);
  });

  it('is refused while a bridge runs', async () => {
    await fill();
    const store = await openPostgresStore({ address: place.address, sleep: async () => {} });
    await store.cluster?.bridges.join({ ...OWNER, id: 'b1', version: '1' });
    const [code, said] = await copy('sqlite:', place.address);
    expect(said).toMatch(
      /another withings2mqtt \(pid 99 on box, since .*\) is using postgres:\/\/127.*; stop it first/,
    );
    expect(code).toBe(1);
    await store.close();
  });

  it.each([
    ['sqlite:', 'elsewhere', 'no store is called so; expected sqlite:'],
    ['sqlite:', 'postgres:', 'means the store of the configuration, which has none'],
    ['sqlite:', 'postgres://user:secret@/', 'the address of the store cannot be read'],
    ['sqlite:', 'sqlite:', 'FROM and TO are the same store'],
    ['sqlite:/nowhere', 'sqlite:', 'there is no store in /nowhere; check FROM'],
  ])('from %s to %s is a wrong usage', async (from, to, words) => {
    await fill();
    const [code, said] = await copy(from, to);
    expect(said).toContain(words);
    expect(code).toBe(2);
  });
});
