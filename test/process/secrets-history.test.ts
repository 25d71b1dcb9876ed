import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { startFakeHomeAssistant } from '../statistics/fake-home-assistant.js';
import { keepLogin } from '../stored.js';
import { findLeaks } from './leaks.js';
import { secretive } from './secretive.js';

it('no secret gets out of the history, well and failing', async () => {
  const weight = { entityId: 'sensor.anna_weight', uniqueId: `withings_${ANNA}_weight` };
  const ha = await startFakeHomeAssistant({ entities: [{ ...weight, kind: 'mean', unit: 'kg', unitClass: 'mass' }] });
  const home = await secretive();
  ha.behaviour.token = (await home.secrets())['token of Home Assistant']!;
  const yaml = await readFile(home.config, 'utf8');
  await home.file('config.yaml', yaml.replace('http://127.0.0.1:1', ha.url));
  await home.authorize();
  // With every scope, which the login through the browser here has not.
  const { access_token: accessToken, refresh_token: refreshToken, scope } = home.cloud.login(ANNA);
  const pair = { userId: String(ANNA), accessToken, refreshToken, expiresAt: Date.now() + 3_600_000, scope };
  await keepLogin(join(home.dir, 'data'), 'anna', pair);
  const synced = home.run(['run', '--once', '-c', home.config]);
  await synced.exit;

  const well = home.run(['history', 'anna', '-c', home.config]);
  expect(await well.exit, well.output()).toBe(0);
  ha.behaviour.token = 'another one';
  const failing = home.run(['history', 'anna', '-c', home.config]);
  expect(await failing.exit).toBe(1);

  expect(failing.stderr()).toMatch(/refuses the token/);
  const said = { well: well.output(), failing: failing.output(), ...(await home.files()) };
  expect(findLeaks(said, await home.secrets())).toEqual([]);
});
