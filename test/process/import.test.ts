import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { loginOf, withStore } from '../stored.js';
import { asLeftBy010 } from './older-folder.js';
import { withings2mqtt, world } from './world.js';

describe('auth --import', () => {
  it.each([
    ['no JSON', 'hello', /tokens.json is no JSON/],
    ['a missing token', '{"access_token":"a"}', /has no usable refresh_token/],
    ['an empty token', '{"access_token":"","refresh_token":"r"}', /has no usable access_token/],
    ['a list', '[]', /has no usable access_token/],
  ])('refuses %s', async (_, text, sentence) => {
    const { config, dir } = await world();
    await writeFile(join(dir, 'tokens.json'), text);

    const program = withings2mqtt(['auth', 'anna', '-c', config, '--import', join(dir, 'tokens.json')]);

    expect(await program.exit).toBe(1);
    expect(program.stderr()).toMatch(sentence);
  });

  it('refuses a file that is not there', async () => {
    const { config } = await world();

    const program = withings2mqtt(['auth', 'anna', '-c', config, '--import', '/nowhere.json']);

    expect(await program.exit).toBe(1);
    expect(program.stderr()).toMatch(/cannot read \/nowhere.json \(ENOENT\)/);
  });

  it('refuses the tokens of a user who is another account', async () => {
    const { importLogin } = await world();
    await importLogin('anna', ANNA);

    await expect(importLogin('ben', ANNA)).rejects.toThrow(/the Withings user of account anna/);
  });

  it('works without a user id, which the trial brings', async () => {
    const { cloud, config, dir, data } = await world();
    const { access_token, refresh_token } = cloud.login(ANNA);
    await writeFile(join(dir, 'old.json'), JSON.stringify({ body: { access_token, refresh_token } }));

    await withings2mqtt(['auth', 'anna', '-c', config, '--import', join(dir, 'old.json')]).exit;

    const login = await loginOf(data('.'), 'anna');
    expect(login?.userId).toBe(String(ANNA));
    expect(login?.refreshToken).not.toBe(refresh_token);
  });

  it("takes one account out of version 0.1.0's file, into another folder", async () => {
    const { config, authorize, dir, data } = await world();
    await authorize();
    await asLeftBy010(data('.'));
    const { accounts } = JSON.parse(await readFile(data('tokens.json'), 'utf8'));
    await writeFile(join(dir, 'anna.json'), JSON.stringify(accounts.anna));
    const elsewhere = join(dir, 'elsewhere');

    const program = withings2mqtt(['auth', 'anna', '-c', config, '--import', join(dir, 'anna.json')], {
      WITHINGS2MQTT_DATA_DIR: elsewhere,
    });

    expect(await program.exit, program.output()).toBe(0);
    expect((await loginOf(elsewhere, 'anna'))?.userId).toBe(String(ANNA));
  });

  it('tries them at once: what is stored is a new pair', async () => {
    const { cloud, config, dir, data } = await world();
    const reply = cloud.login(ANNA);
    const odd = { ...reply, access_token: ` ${reply.access_token}\n`, refresh_token: `\t${reply.refresh_token} ` };
    await writeFile(join(dir, 'old.json'), `\uFEFF${JSON.stringify(odd)}`);

    const program = withings2mqtt(['auth', 'anna', '-c', config, '--import', join(dir, 'old.json')]);

    expect(await program.exit, program.output()).toBe(0);
    const login = await loginOf(data('.'), 'anna');
    expect(login?.userId).toBe(String(ANNA));
    expect(login?.refreshToken).toMatch(/^\S+$/);
    expect(login?.refreshToken).not.toBe(reply.refresh_token);
    expect(login?.scope).toBe(reply.scope);
  });

  it('says at once that they are of another application, and leaves a login that works alone', async () => {
    const { importLogin, config, dir, data } = await world();
    await importLogin('anna', ANNA);
    const before = await loginOf(data('.'), 'anna');
    const foreign = { access_token: 'a-foreign-access-token', refresh_token: 'a-foreign-refresh-token', userid: ANNA };
    await writeFile(join(dir, 'foreign.json'), JSON.stringify(foreign));

    const program = withings2mqtt(['auth', 'anna', '-c', config, '--import', join(dir, 'foreign.json')]);

    expect(await program.exit).toBe(1);
    expect(program.stderr()).toMatch(
      /does not accept the tokens in .*foreign\.json: .*nothing was stored.*another client id.*withings2mqtt auth anna/,
    );
    expect(program.output()).not.toContain('a-foreign');
    expect(await loginOf(data('.'), 'anna')).toEqual(before);
  });

  it('tells a client secret that is wrong from tokens that are', async () => {
    const { cloud, config, dir } = await world();
    await writeFile(join(dir, 'old.json'), JSON.stringify(cloud.login(ANNA)));

    const program = withings2mqtt(['auth', 'anna', '-c', config, '--import', join(dir, 'old.json')], {
      WITHINGS2MQTT_WITHINGS_CLIENT_SECRET: 'another-secret',
    });

    expect(await program.exit).toBe(1);
    expect(program.stderr()).toMatch(/nothing was stored; check withings.client_id and withings.client_secret/);
  });

  it('keeps them when Withings cannot be asked, and says so', async () => {
    const { cloud, config, dir, data } = await world();
    const reply = cloud.login(ANNA);
    await writeFile(join(dir, 'old.json'), JSON.stringify(reply));
    const mend = cloud.fault({ path: '/v2/oauth2', kind: 'reset' });

    const program = withings2mqtt(['auth', 'anna', '-c', config, '--import', join(dir, 'old.json')]);

    expect(await program.exit, program.output()).toBe(0);
    expect(program.stderr()).toMatch(
      /warn .*anna: the tokens could not be tried now \(no connection.*check tries them/,
    );
    mend();
    expect((await loginOf(data('.'), 'anna'))?.refreshToken).toBe(reply.refresh_token);
    const check = withings2mqtt(['check', '-c', config]);
    await check.exit;
    expect(check.output()).toMatch(/^ok {4}login anna/m);
  });

  it('keeps them under nobody when they do not say whose they are, until the first refresh tells', async () => {
    const { cloud, config, dir, data } = await world();
    const { access_token, refresh_token } = cloud.login(ANNA);
    await writeFile(join(dir, 'old.json'), JSON.stringify({ access_token, refresh_token }));
    const mend = cloud.fault({ path: '/v2/oauth2', kind: 'reset' });
    const people = () => withStore(data('.'), (store) => store.people.list());

    const program = withings2mqtt(['auth', 'anna', '-c', config, '--import', join(dir, 'old.json')]);

    expect(await program.exit, program.output()).toBe(0);
    expect(await people()).toEqual([{ userId: 'unknown:anna', name: 'anna' }]);
    mend();
    await withings2mqtt(['check', '-c', config]).exit;
    expect(await people()).toEqual([{ userId: String(ANNA), name: 'anna' }]);
  });
});
