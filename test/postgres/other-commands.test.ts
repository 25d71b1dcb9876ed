import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { clinic, usage } from './clinic.js';

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
      /^ok {4}accounts: 2 in the store, 1 with a login, 0 disabled; 1 need a login; invite them: withings2mqtt accounts invite NAME$/m,
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
