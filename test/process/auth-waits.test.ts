import { expect, it } from 'vitest';
import { freePort } from './port.js';
import { withings2mqtt, world } from './world.js';

it('a login that Withings asks to wait says for how long', async () => {
  const { config, cloud } = await world({ redirectPort: await freePort() });
  const error = 'Same arguments in less than 10 seconds';
  cloud.fault({ path: '/v2/oauth2', kind: 'status', status: 601, body: { wait_seconds: 188 }, error });
  const program = withings2mqtt(['auth', 'anna', '-c', config]);
  const [url] = await program.prints(/http:\/\/\S+authorize2\S+/);
  await program.prints(/Waiting for the browser/);

  const page = await fetch(`${url}&mode=demo`);

  expect(await page.text()).toMatch(/anna is not authorised: .*Same arguments in less than 10 seconds\); wait 188 s/);
});
