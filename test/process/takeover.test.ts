import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ANNA, BEN } from '../demo/helpers.js';
import { loginsOf, settingOf } from '../stored.js';
import { type Home, home, stop } from './home.js';
import { asLeftBy010 } from './older-folder.js';
import { withings2mqtt, world } from './world.js';

const KEPT = ['history.json.0.1.0', 'state.json.0.1.0', 'tokens.json.0.1.0'];
const TAKEN = / info {2}what version 0\.1\.0 kept is in the store now; its files are kept as \S+tokens\.json\.0\.1\.0/g;
const DAY_SECONDS = 86_400;
/** Of notifications, for a login that allows everything here. */
const KINDS = 13;

/** A household that has run for a while with notifications, as version 0.1.0 left it. */
async function leftBy010(): Promise<Home> {
  const here = await home();
  const program = await here.run();
  await program.synced(await here.watch());
  await expect
    .poll(() => [ANNA, BEN].map((id) => here.cloud.subscriptions(id).length), { timeout: 20_000 })
    .toEqual([KINDS, KINDS]);
  await stop(program);
  await asLeftBy010(here.dataDir);
  return here;
}

describe('the folder of an installation of 0.1.0', () => {
  it('is taken over: nobody logs in again, nothing is read, told or subscribed again', {
    timeout: 90_000,
  }, async () => {
    const here = await leftBy010();
    const { cloud, dataDir } = here;
    const files = KEPT.map((name) => readFileSync(join(dataDir, name.replace('.0.1.0', '')), 'utf8'));
    const { webhookSecret, instance } = JSON.parse(files[1]!);
    const asked = cloud.requests.length;
    const seen = await here.watch();
    const program = await here.run();
    await program.synced(seen);

    expect(program.output().match(TAKEN)).toHaveLength(1);
    expect(program.output()).not.toMatch(/ (warn|error) /);
    const requests = cloud.requests.slice(asked);
    expect(requests.filter(({ path }) => path === '/v2/oauth2')).toEqual([]);
    const notify = new Set(requests.flatMap(({ path, action }) => (path === '/notify' ? [action] : [])));
    expect([...notify].filter((action) => action !== 'list')).toEqual([]);
    const monthAgo = Date.now() / 1000 - 31 * DAY_SECONDS;
    const measures = requests.filter(({ action }) => action === 'getmeas').map(({ params }) => params);
    expect(measures.length).toBeGreaterThan(0);
    for (const { lastupdate, startdate } of measures) expect(Number(lastupdate ?? startdate)).toBeGreaterThan(monthAgo);

    const said = seen.messages.filter(
      ({ retained, topic }) => !retained && /^withings\/(anna|ben|device)\//.test(topic),
    );
    expect([...new Set(said.map(({ topic }) => topic.replace('/attributes', '')))].sort()).toEqual([
      'withings/anna/last_sync',
      'withings/ben/last_sync',
    ]);
    expect(JSON.parse(seen.payload('withings/bridge/info') ?? '').instance).toBe(instance);
    expect(await here.webhookSecret()).toBe(webhookSecret);
    expect(webhookSecret).toMatch(/^\w{40,}$/);
    await stop(program);
    expect(readdirSync(dataDir).filter((name) => name.includes('.json'))).toEqual(KEPT);
    expect(KEPT.map((name) => readFileSync(join(dataDir, name), 'utf8'))).toEqual(files);
    for (const name of KEPT) expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600);

    const again = await here.run();
    await again.synced(seen);
    expect(again.output()).not.toMatch(/0\.1\.0 kept/);
    await stop(again);
  });

  it('is left alone while 0.1.0 is still at work there', async () => {
    const { authorize, config, data } = await world();
    await authorize();
    const logins = await loginsOf(data('.'));
    await asLeftBy010(data('.'));
    writeFileSync(data('lock'), '{}');
    const files = () => readdirSync(data('.')).filter((name) => !name.includes('.db'));
    const before = files();

    const refused = withings2mqtt(['run', '--once', '-c', config]);

    expect(await refused.exit).toBe(1);
    expect(refused.stderr()).toMatch(
      /version 0\.1\.0 was at work here \d+ s ago \(\S+lock\); stop it, and start this one a minute and a half later/,
    );
    expect(files()).toEqual(before);
    expect(await loginsOf(data('.'))).toEqual([]);

    utimesSync(data('lock'), 0, 0);
    const list = withings2mqtt(['accounts', 'list', '-c', config]);
    expect(await list.exit).toBe(1);
    expect(list.stderr()).toMatch(
      /what version 0\.1\.0 kept in \S+ has not been taken over; start the bridge first, which does that/,
    );
    expect(files()).toEqual(before);

    const program = withings2mqtt(['run', '--once', '-c', config]);
    expect(await program.exit, program.output()).toBe(0);
    const usersOf = (some: typeof logins) => some.map(({ userId }) => userId);
    expect(usersOf(await loginsOf(data('.')))).toEqual(usersOf(logins));
    expect(files()).toEqual(KEPT);
    expect(await settingOf(data('.'), 'instance')).toMatch(/^[\da-f]{8}$/);
  });
});
