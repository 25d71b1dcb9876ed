import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { SECRET, withings2mqtt, world } from './world.js';

describe('secrets', () => {
  it('stay out of everything that is printed, also at debug and when things fail', async () => {
    const { config, cloud, authorize, data } = await world({ yaml: 'log:\n  level: debug\n' });
    await authorize();
    cloud.fault({ path: '/measure', kind: 'reset', times: 2 });
    cloud.fault({ path: '/v2/user', kind: 'html' });
    const before = JSON.parse(await readFile(data('tokens.json'), 'utf8')).accounts;

    const program = withings2mqtt(['run', '--once', '-c', config]);
    await program.exit;

    const after = JSON.parse(await readFile(data('tokens.json'), 'utf8')).accounts;
    const secrets = [before.anna, after.anna, before.ben].flatMap((pair) => [pair.access_token, pair.refresh_token]);
    expect(program.stderr()).toMatch(/debug asked Withings/);
    for (const secret of [SECRET, ...secrets]) expect(program.output()).not.toContain(secret);
  });
});
