import { describe, expect, it } from 'vitest';
import type { Cloud } from '../../src/demo/cloud.js';
import { COMMENT } from '../../src/feeds/subscriptions.js';
import { startCallback } from '../demo/callback.js';
import { ANNA, BEN } from '../demo/helpers.js';
import { keepLogin, loginOf, withStore } from '../stored.js';
import { testClient } from '../withings/support.js';
import { hasOwnMounts, onSmallDisk } from './disk.js';
import { type World, withings2mqtt, world } from './world.js';

/** Not for a single page that is written, with what SQLite notes of it. */
const ROOM_TO_READ = 4096;

/** A cloud and a configuration with anna and ben; in the store, people by name. */
async function houseOf(people: Readonly<Record<string, number>>) {
  const here = await world();
  for (const [name, userid] of Object.entries(people)) await login(here, name, userid);
  return here;
}

async function login({ cloud, data }: World, name: string, userid: number): Promise<void> {
  const reply = cloud.login(userid);
  await keepLogin(data('.'), name, {
    ...{ userId: String(userid), accessToken: reply.access_token, refreshToken: reply.refresh_token },
    ...{ expiresAt: Date.now() + 10_800_000, scope: reply.scope },
  });
}

async function accounts({ config }: Pick<World, 'config'>, ...args: readonly string[]) {
  const program = withings2mqtt(['accounts', ...args, '-c', config]);
  return { code: await program.exit, stdout: program.stdout(), stderr: program.stderr() };
}

const peopleOf = ({ data }: World) => withStore(data('.'), ({ people }) => people.list());

/** A notification of ours, and one of another program. */
async function subscribed(cloud: Cloud): Promise<void> {
  const { url } = await startCallback();
  const client = testClient(cloud);
  await client.subscribe({ appli: 1, callbackUrl: url, comment: COMMENT });
  await client.subscribe({ appli: 44, callbackUrl: url, comment: 'another' });
}

describe('accounts', () => {
  it('lists who is there, and says how names and logins come together', async () => {
    const here = await houseOf({ anna: ANNA, benjamin: BEN });

    const bare = await accounts(here);
    const list = await accounts(here, 'list');

    expect(bare).toEqual(list);
    expect(list).toEqual({
      code: 0,
      stdout: [
        `anna      Withings user ${ANNA}; login: ok; last data: none yet`,
        'ben       not authorised yet',
        `benjamin  Withings user ${BEN}, not in the configuration; login: ok; last data: none yet`,
        'ben has no login; if it is who was benjamin, run: withings2mqtt accounts rename benjamin ben; else: withings2mqtt auth ben',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it('says of somebody who is known, and whose login is not kept, that there is none', async () => {
    const here = await houseOf({ anna: ANNA });
    await withStore(here.data('.'), ({ people }) => people.put(String(BEN), 'ben'));

    const list = await accounts(here);

    expect(list.stdout.split('\n').slice(0, 2)).toEqual([
      `anna  Withings user ${ANNA}; login: ok; last data: none yet`,
      `ben   Withings user ${BEN}; no login; last data: none yet`,
    ]);
  });

  it('lists only those that are looked for, with what is to do for them', async () => {
    const here = await houseOf({ anna: ANNA, benjamin: BEN });

    const found = await accounts(here, '--search', 'AN');

    expect(found.stdout).toBe(`anna  Withings user ${ANNA}; login: ok; last data: none yet\n`);
  });

  it.each([
    [['add', 'carl'], /^with store: sqlite people stand in .*config\.yaml: write "- name: carl" below accounts: there/],
    [
      ['invite', 'anna'],
      /^with store: sqlite nobody is invited: connect anna on the page, or run: withings2mqtt auth anna/,
    ],
    [['disable', 'anna'], /^with store: sqlite anna is fetched as long as it stands in .*: take it out there/],
    [['enable', 'anna'], /^with store: sqlite anna is fetched as long as it stands in .*: write it in there once more/],
  ])('says for %j where people stand', async (args, words) => {
    const here = await houseOf({});

    expect(await accounts(here, ...args)).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(words) });
  });

  it('renames, by name or user id, and keeps the login', async () => {
    const here = await houseOf({ anna: ANNA, benjamin: BEN });
    const before = await loginOf(here.data('.'), 'benjamin');

    const joined = await accounts(here, 'rename', 'benjamin', 'ben');
    const away = await accounts(here, 'rename', String(BEN), 'benny');

    expect(joined).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^benjamin is ben from now on; .* stays\.\n$/),
    });
    expect(away.stdout).toMatch(/Still to do: add - name: benny in .*config\.yaml/);
    expect(await loginOf(here.data('.'), 'benny')).toEqual(before);
  });

  it.each([
    ['of nobody', ['rename', 'carl', 'ben'], 2, /^nobody is called carl here; known: anna, benjamin\n$/],
    [
      'that another one has',
      ['rename', 'benjamin', 'anna'],
      1,
      /^anna is the Withings user 7001 here; nothing was renamed; /,
    ],
    ['that no account can have', ['rename', 'benjamin', 'bridge'], 2, /^bridge: is reserved; expected another name\n$/],
    ['of nobody, to remove', ['remove', 'carl'], 2, /^nobody is called carl here/],
    ['missing', ['rename', 'anna'], 2, /missing required argument/],
    ['too many', ['fly'], 2, /too many arguments|unknown command/],
  ])('refuses a name %s', async (_, args, code, sentence) => {
    const here = await houseOf({ anna: ANNA, benjamin: BEN });

    expect(await accounts(here, ...args)).toMatchObject({ code, stderr: expect.stringMatching(sentence) });
    expect((await peopleOf(here)).map(({ name }) => name)).toEqual(['anna', 'benjamin']);
  });

  it('removes: notifications and login at Withings, and everything here', async () => {
    const here = await houseOf({ anna: ANNA, ben: BEN });
    await subscribed(here.cloud);
    const token = (await loginOf(here.data('.'), 'anna'))?.refreshToken ?? '';

    const removed = await accounts(here, 'remove', 'anna');

    expect(removed.code, removed.stderr).toBe(0);
    expect(removed.stdout).toMatch(
      /^anna is removed\. Their login and notifications at Withings have ended, too\.\nStill to do: take anna out of/,
    );
    expect(here.cloud.isRefreshTokenAlive(token)).toBe(false);
    expect(here.cloud.subscriptions(ANNA)).toEqual([]);
    expect(here.cloud.requests.filter(({ path }) => path === '/notify').map(({ action }) => action)).toEqual([
      'subscribe',
      'subscribe',
      'list',
      'revoke',
    ]);
    expect(await peopleOf(here)).toEqual([{ userId: String(BEN), name: 'ben' }]);
  });

  it.skipIf(!hasOwnMounts())(
    'removes nothing on a full disk, at Withings neither (needs mounts of its own)',
    async () => {
      const here = await houseOf({ anna: ANNA, ben: BEN });
      const token = (await loginOf(here.data('.'), 'anna'))?.refreshToken ?? '';
      const disk = await onSmallDisk(here.data('.'), ROOM_TO_READ);

      const program = withings2mqtt(['accounts', 'remove', 'anna', '-c', here.config], {}, disk);

      expect(await program.exit).toBe(1);
      expect(program.output()).toMatch(
        /^cannot use \S+withings2mqtt\.db: the disk is full; make room \(SQLITE_\w+\)\n$/,
      );
      expect(here.cloud.isRefreshTokenAlive(token)).toBe(true);
    },
  );

  it('removes nothing while Withings cannot be asked, but with --force, and says what stays', async () => {
    const here = await houseOf({ anna: ANNA });
    here.cloud.fault({ path: '/v2/oauth2', kind: 'reset' });

    const refused = await accounts(here, 'remove', 'anna');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /no connection to Withings.*; nothing was removed here: .*accounts remove anna --force/,
    );
    expect(await peopleOf(here)).toHaveLength(1);

    const forced = await accounts(here, 'remove', 'anna', '--force');
    expect(forced.code, forced.stderr).toBe(0);
    expect(forced.stdout).toMatch(/^anna is removed\. Not at Withings \(.*\): Withings lets this application in until/);
    expect(await peopleOf(here)).toEqual([]);
  });

  it('says of InfluxDB that what is there stays, and how to delete it', async () => {
    const here = await world({ yaml: 'influx: { url: "http://localhost:8086", database: health }\n' });
    await login(here, 'anna', ANNA);

    const { code, stdout, stderr } = await accounts(here, 'remove', 'anna');

    expect(code, stderr).toBe(0);
    expect(stdout.split('\n').slice(1, 4)).toEqual([
      'Their readings at http://localhost:8086 stay there. To delete them (docs/influx.md), once for each name that they had:',
      `  InfluxDB 1: curl http://localhost:8086/query --data-urlencode db=health --data-urlencode "q=drop series from withings where account = 'anna'"`,
      `  VictoriaMetrics: curl http://localhost:8086/api/v1/admin/tsdb/delete_series --data-urlencode 'match[]={__name__=~"withings_.*",account="anna",db="health"}'`,
    ]);
  });

  it('removes a login that is dead', async () => {
    const here = await houseOf({ anna: ANNA });
    here.cloud.revoke(ANNA);

    expect((await accounts(here, 'remove', String(ANNA))).code).toBe(0);
    expect(await peopleOf(here)).toEqual([]);
  });

  it('works beside a bridge that holds the lease, which is told of', async () => {
    const here = await houseOf({ anna: ANNA, benjamin: BEN });

    const [list, renamed, removed] = await withStore(here.data('.'), async ({ lease }) => {
      await lease.acquire({ host: 'box', pid: 1, since: Date.now(), accounts: ['anna', 'ben'] });
      const first = await accounts(here, 'list');
      return [
        first,
        await accounts(here, 'rename', 'benjamin', 'ben'),
        await accounts(here, 'remove', 'anna'),
      ] as const;
    });

    expect([list.code, renamed.code, removed.code]).toEqual([0, 0, 0]);
    expect(renamed.stdout).toContain('The running bridge takes it over by itself.');
    expect(removed.stdout).toContain('The running bridge clears their topics and devices.');
  });
});
