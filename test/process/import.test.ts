import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
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

  it('works without a user id, which the first refresh brings', async () => {
    const { cloud, config, dir, data } = await world();
    const { access_token, refresh_token } = cloud.login(ANNA);
    await writeFile(join(dir, 'old.json'), JSON.stringify({ body: { access_token, refresh_token } }));

    await withings2mqtt(['auth', 'anna', '-c', config, '--import', join(dir, 'old.json')]).exit;
    await withings2mqtt(['run', '--once', '-c', config]).exit;

    const { accounts } = JSON.parse(await readFile(data('tokens.json'), 'utf8'));
    expect(accounts.anna.userid).toBe(String(ANNA));
    expect(accounts.anna.refresh_token).not.toBe(refresh_token);
  });
});
