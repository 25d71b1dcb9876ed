import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import type { Store } from '../../src/store/store.js';
import { ANNA, BEN, CLIENT, testCloud } from '../demo/helpers.js';
import { annaOf, benOf, folder, withings2mqtt } from '../process/world.js';
import { tokensOf } from '../stored.js';
import { startPostgres } from './server.js';

/** A database, a cloud, and a configuration without people. */
async function clinic(more = '') {
  const database = await startPostgres();
  onTestFinished(() => database.remove());
  const cloud = await testCloud({ people: [annaOf(), benOf()] });
  const dir = await folder();
  const config = join(dir, 'config.yaml');
  await writeFile(
    config,
    `withings: { client_id: ${CLIENT.client_id}, client_secret: ${CLIENT.client_secret}, api_url: "${cloud.url}", account_url: "${cloud.url}" }
store: ${database.address}
store_key: a-key-of-the-store
mqtt: { url: "mqtt://127.0.0.1:9" }
page: { enabled: false }
server: { enabled: false, public_url: "https://clinic.example/health" }
${more}`,
  );
  async function run(...args: readonly string[]) {
    const program = withings2mqtt([...args, '-c', config]);
    return { code: await program.exit, stdout: program.stdout(), stderr: program.stderr() };
  }
  /** The store, for a moment. */
  async function within<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const { address } = database;
    const store = await openPostgresStore({ address, storeKey: 'a-key-of-the-store', sleep: (ms) => sleep(ms) });
    return work(store).finally(() => store.close());
  }
  return {
    ...{ cloud, database, dir, run, within },
    accounts: (...args: readonly string[]) => run('accounts', ...args),
    /** As an import of tokens leaves it. */
    connect: (name: string, userid: number) =>
      within(async ({ people, logins }) => {
        await people.put(String(userid), name);
        await logins.save(String(userid), tokensOf(userid, cloud.login(userid), Date.now() + 3_600_000));
      }),
  };
}

const ok = (stdout: string | RegExp) => ({ code: 0, stdout: expect.stringMatching(stdout), stderr: '' });
const usage = (stderr: string | RegExp) => ({ code: 2, stdout: '', stderr: expect.stringMatching(stderr) });

describe('accounts of a store that bridges share', () => {
  it('are added, listed, looked for and removed, without a file that knows them', async () => {
    const { accounts } = await clinic();

    const none = await accounts();
    const added = await accounts('add', 'anna', '--display-name', 'Anna Maria', '--units', 'us', '--intraday');
    const again = await accounts('add', 'anna');
    await accounts('add', 'ben');
    const list = await accounts('list');
    const found = [await accounts('--search', 'MARIA an'), await accounts('--search', 'maria ben')];
    const removed = await accounts('remove', 'anna');
    const left = await accounts();

    expect(none).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(added).toEqual(ok(/^anna is added\. Next: withings2mqtt accounts invite anna; or/));
    expect(again).toEqual(usage(/^there is an account anna already\n$/));
    expect(list.stdout).toBe('anna              not connected yet\nben               not connected yet\n');
    expect(found.map(({ stdout }) => stdout)).toEqual(['anna              not connected yet\n', '']);
    expect(removed).toEqual(ok('anna is removed. Nobody had connected it.\n'));
    expect(left.stdout).toBe('ben               not connected yet\n');
  });

  it('keep what was said of them', async () => {
    const { accounts, within } = await clinic();
    await accounts('add', 'anna', '--display-name', 'Anna Maria', '--units', 'us', '--intraday');
    await accounts('add', 'ben');

    const rows = await within(async ({ cluster }) => cluster!.accounts.list());

    expect(rows).toMatchObject([
      { name: 'anna', displayName: 'Anna Maria', units: 'us', intraday: true, enabled: true, fromFile: false },
      { name: 'ben', displayName: 'Ben', units: 'metric', intraday: false, ignoreAttributions: [1, 10] },
    ]);
  });

  it('are invited by an address for one use, of which the store has no copy', async () => {
    const { accounts, within, database } = await clinic();
    await accounts('add', 'anna');

    const [first, second] = [await accounts('invite', 'anna'), await accounts('invite', 'anna')];
    const secrets = [first, second].map(({ stdout }) => stdout.trim().split('/').at(-1) ?? '');
    const looked = await within(({ cluster }) => Promise.all(secrets.map((one) => cluster!.invitations.look(one))));
    const kept = await database.admin('select * from invitation');

    expect(first).toEqual(ok(/^https:\/\/clinic\.example\/health\/connect\/[\w-]{32}\n$/));
    expect(looked).toEqual([undefined, 'anna']);
    expect(JSON.stringify(kept.rows)).not.toContain(secrets[1]);
  });

  it('are disabled and enabled; nobody is invited in between', async () => {
    const { accounts, connect } = await clinic();
    await accounts('add', 'anna');
    await connect('anna', ANNA);

    const disabled = await accounts('disable', 'anna');
    const [list, invited] = [await accounts(), await accounts('invite', 'anna')];
    const enabled = await accounts('enable', 'anna');

    expect(disabled).toEqual(ok(/^anna is disabled: nothing more is fetched; what is kept stays\.\n$/));
    expect(list.stdout).toBe(`anna              Withings user ${ANNA}; login: ok; last data: none yet; disabled\n`);
    expect(invited).toEqual(usage(/^anna is disabled; run first: withings2mqtt accounts enable anna\n$/));
    expect(enabled).toEqual(ok(/^anna is enabled, and fetched as soon as a bridge runs\.\n$/));
  });

  it('get another name, by the old one or the user id, with all that is kept', async () => {
    const { accounts, connect, within } = await clinic();
    await accounts('add', 'anna', '--units', 'uk');
    await accounts('add', 'ben');
    await connect('anna', ANNA);
    await connect('ben', BEN);

    const taken = await accounts('rename', 'anna', 'ben');
    const renamed = await accounts('rename', String(ANNA), 'anne');
    const rows = await within(async ({ cluster }) => cluster!.accounts.list());

    expect(taken).toEqual(usage(/^there is an account ben already; nothing was renamed\n$/));
    expect(renamed).toEqual(ok(`${ANNA} is anne from now on; all that is kept of them stays.\n`));
    expect(rows).toMatchObject([
      { name: 'anne', displayName: 'Anne', units: 'uk', userId: String(ANNA) },
      { name: 'ben', userId: String(BEN) },
    ]);
  });

  it('go with the login at Withings, and everything that is kept', async () => {
    const { accounts, connect, within, cloud } = await clinic();
    await accounts('add', 'anna');
    await connect('anna', ANNA);

    const removed = await accounts('remove', 'anna');
    const left = await within(async ({ people, cluster }) => [await people.list(), await cluster!.accounts.list()]);

    expect(removed).toEqual(ok(/^anna is removed\. Their login and notifications at Withings have ended, too\.\n$/));
    expect(left).toEqual([[], []]);
    expect(cloud.requests.some(({ params }) => params.action === 'revoke')).toBe(true);
  });

  it.each([
    ['add', ['add', 'Anna'], /^Anna: is not valid; expected a name made of a-z, 0-9, _ and -\n$/],
    ['add', ['add', 'bridge'], /^bridge: is reserved; expected another name\n$/],
    ['invite', ['invite', 'carl'], /^there is no account carl; run first: withings2mqtt accounts add carl\n$/],
    ['disable', ['disable', 'carl'], /^there is no account carl/],
    ['remove', ['remove', 'carl'], /^nobody is called carl here; known: nobody\n$/],
    ['add', ['add', 'anna', '--units', 'stone'], /argument 'stone' is invalid/],
  ])('are not changed by what cannot be: %s %j', async (_, args, words) => {
    const { accounts } = await clinic();

    expect(await accounts(...args)).toEqual(usage(words));
  });

  it('may stand in the file, too, which says how they are', async () => {
    const { accounts } = await clinic('accounts: [{ name: anna, display_name: Anna of the file }]\n');

    const added = await accounts('add', 'anna');
    const invited = await accounts('invite', 'anna');
    const found = await accounts('list', '--search', 'of file');

    expect(added).toEqual(usage(/^anna stands in .*config\.yaml already, which says how the account is\n$/));
    expect(invited.code).toBe(0);
    expect(found.stdout).toBe('anna              not connected yet\n');
  });
});

describe('the other commands on such a store', () => {
  it('find accounts there', async () => {
    const { run, accounts, connect } = await clinic();
    await accounts('add', 'anna');
    await connect('anna', ANNA);

    const measures = await run('measures', 'anna', '--format', 'csv');
    const exported = await run('export', 'anna');
    const nobody = await run('measures', 'carl');

    expect(measures).toMatchObject({ code: 0, stdout: expect.stringContaining('70.25') });
    expect(exported).toMatchObject({ code: 0, stdout: expect.stringMatching(/^metric,value,unit/) });
    expect(nobody).toEqual(usage(/^there is no account carl, neither in .*config\.yaml nor in the store; make one:/));
  });

  it('let somebody in by tokens of another tool, and not in the place of another account', async () => {
    const { run, accounts, cloud, dir } = await clinic();
    await accounts('add', 'anna');
    await accounts('add', 'ben');
    const file = join(dir, 'tokens.json');
    const importAs = async (name: string) => {
      await writeFile(file, JSON.stringify(cloud.login(ANNA)));
      return run('auth', name, '--import', file);
    };

    const first = await importAs('anna');
    const other = await importAs('ben');

    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^anna is authorised; its tokens are in postgres:\/\/127\.0\.0\.1:\d+\/test_\w+\. Next: withings2mqtt run\n$/,
      ),
    });
    expect(other).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('that was the Withings user of account anna'),
    });
  });

  it('say how all is, without a password', async () => {
    const { run, accounts, connect, within } = await clinic();
    await accounts('add', 'anna');
    await accounts('add', 'ben');
    await connect('anna', ANNA);

    const check = await run('check');
    const dead = await run('health');
    const { hostname } = await import('node:os');
    const node = { id: 'n1', host: hostname(), pid: 4242, version: '1' };
    const alive = await within(async ({ cluster }) => {
      await cluster!.bridges.join(node);
      return { health: await run('health'), check: await run('check') };
    });

    expect(check.stdout).toMatch(/^ok {4}store: postgres:\/\/127\.0\.0\.1:\d+\/test_\w+, and no bridge runs$/m);
    expect(check.stdout).toMatch(
      /^ok {4}accounts: 2 in the store, 1 with a login; 0 must be authorised again, 0 disabled$/m,
    );
    expect(dead).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^FAIL: no bridge is running here with postgres:/),
    });
    expect(alive.health).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ok: the bridge \(pid 4242\)/) });
    expect(alive.check.stdout).toMatch(/, in use by the bridge$/m);
    for (const { stdout } of [check, dead, alive.health]) expect(stdout).not.toMatch(/secret@|:secret/);
  });

  it('list ten thousand, a page at a time', async () => {
    const { accounts, database } = await clinic();
    await accounts();
    await database.admin(`insert into account (name, display_name, units, ignore_attributions, intraday, from_file, added)
      select 'p' || lpad(i::text, 5, '0'), 'Person', 'metric', '[]', false, false, true from generate_series(1, 10000) i`);

    const { code, stdout } = await accounts();

    const lines = stdout.trim().split('\n');
    expect([code, lines.length, new Set(lines).size]).toEqual([0, 10_000, 10_000]);
    expect([lines[0], lines[9999]]).toEqual([
      'p00001            not connected yet',
      'p10000            not connected yet',
    ]);
  });
});
