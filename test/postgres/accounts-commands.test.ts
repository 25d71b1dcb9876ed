import { describe, expect, it } from 'vitest';
import { ANNA, BEN } from '../demo/helpers.js';
import { clinic, ok, usage } from './clinic.js';

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
    await accounts('add', 'ben');
    const nobodys = await accounts('enable', 'ben');

    expect(disabled).toEqual(ok(/^anna is disabled: nothing more is fetched; what is kept stays\.\n$/));
    expect(list.stdout).toBe(`anna              Withings user ${ANNA}; login: ok; last data: none yet; disabled\n`);
    expect(invited).toEqual(usage(/^anna is disabled; run first: withings2mqtt accounts enable anna\n$/));
    expect(enabled).toEqual(ok(/^anna is enabled, and fetched as soon as a bridge runs\.\n$/));
    expect(nobodys).toEqual(ok('ben is enabled. Next: withings2mqtt accounts invite ben\n'));
  });

  it('have no login where none is kept, whoever is known', async () => {
    const { accounts, connect, within, run } = await clinic();
    for (const name of ['anna', 'ben', 'carl']) await accounts('add', name);
    await connect('anna', ANNA);
    await within(async ({ people }) => people.put(String(BEN), 'ben'));

    const [list, check] = [await accounts(), await run('check')];

    expect(list.stdout.split('\n')).toEqual([
      `anna              Withings user ${ANNA}; login: ok; last data: none yet`,
      `ben               Withings user ${BEN}; no login, run: withings2mqtt accounts invite ben; last data: none yet`,
      'carl              not connected yet',
      '',
    ]);
    expect(check.stdout).toMatch(/^ok {4}accounts: 3 in the store, 1 with a login, 0 disabled; 2 need a login/m);
    expect(check.stdout).not.toMatch(/anna|ben|carl/);
  });

  it('are told apart from whoever is kept without one, and are theirs again when they are added once more', async () => {
    const { accounts, connect } = await clinic();
    await accounts('add', 'ben');
    await connect('anna', ANNA);

    const [list, found] = [await accounts(), await accounts('--search', 'ann')];
    const added = await accounts('add', 'anna');
    const whole = await accounts();

    const stray = `anna              Withings user ${ANNA}, not in the configuration; login: ok; last data: none yet; run: withings2mqtt accounts add anna (or write it in there once more); else: withings2mqtt accounts remove anna\n`;
    expect(list.stdout).toBe(`ben               not connected yet\n${stray}`);
    expect(found.stdout).toBe(stray);
    expect(added).toEqual(ok('anna is added, with the login and all that was kept of them.\n'));
    expect(whole.stdout).toBe(
      `anna              Withings user ${ANNA}; login: ok; last data: none yet\nben               not connected yet\n`,
    );
  });

  it('of the file that no bridge has read yet are no strangers', async () => {
    const { accounts, connect } = await clinic('accounts: [{ name: anna }]\n');
    await connect('anna', ANNA);

    expect((await accounts()).stdout).toBe(
      `anna              Withings user ${ANNA}; login: ok; last data: none yet; begins when a bridge starts with this file\n`,
    );
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

  it('that nobody has connected get another name, too, and keep the invitation', async () => {
    const { accounts, within } = await clinic();
    await accounts('add', 'anna', '--display-name', 'Anna Maria');
    const secret = (await accounts('invite', 'anna')).stdout.trim().split('/').at(-1) ?? '';

    const renamed = await accounts('rename', 'anna', 'anne');
    const [rows, invited] = await within(async ({ cluster }) => [
      await cluster!.accounts.list(),
      await cluster!.invitations.look(secret),
    ]);

    expect(renamed).toEqual(ok('anna is anne from now on; all that is kept of them stays.\n'));
    expect([rows, invited]).toMatchObject([[{ name: 'anne', displayName: 'Anna Maria' }], 'anne']);
  });

  it('never get the name of an account that waits for somebody else, and that of the file which waits for them', async () => {
    const { accounts, connect, within } = await clinic('accounts: [{ name: anne, display_name: Anne of the file }]\n');
    for (const name of ['anna', 'carl']) await accounts('add', name);
    await connect('anna', ANNA);
    await accounts('invite', 'anne');

    const taken = await accounts('rename', 'anna', 'carl');
    const strange = await accounts('rename', 'anna', 'An/na');
    const joined = await accounts('rename', 'anna', 'anne');
    const rows = await within(async ({ cluster }) => cluster!.accounts.list());

    expect(taken).toEqual(usage(/^there is an account carl already; nothing was renamed\n$/));
    expect(strange).toEqual(usage(/^An\/na: is not valid; expected a name made of a-z, 0-9, _ and -\n$/));
    expect(joined.code).toBe(0);
    expect(rows).toMatchObject([
      { name: 'anne', displayName: 'Anne of the file', userId: String(ANNA), fromFile: true },
      { name: 'carl', userId: undefined },
    ]);
  });

  it('of the file are renamed there', async () => {
    const { accounts, connect, run } = await clinic('accounts: [{ name: anna }]\n');
    const unread = await accounts('rename', 'anna', 'anne');
    await accounts('invite', 'anna');

    const nobody = await accounts('rename', 'anna', 'anne');
    const check = await run('check');
    await connect('anna', ANNA);
    const renamed = await accounts('rename', 'anna', 'anne');

    expect(check.stdout).toMatch(/^FAIL {2}login anna: not authorised yet; run: withings2mqtt accounts invite anna$/m);
    expect(unread).toEqual(nobody);
    expect(nobody).toEqual(
      usage(/^anna stands in .*config\.yaml, and nobody has connected it; write anne in its place there/),
    );
    expect(renamed.stdout).toMatch(
      /Still to do: write anne in place of anna in .*config\.yaml, and start the bridge anew/,
    );
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
    [
      'remove',
      ['remove', 'carl'],
      /^nobody is called carl here; look for them: withings2mqtt accounts list --search WORDS\n$/,
    ],
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
