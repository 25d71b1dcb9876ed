import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { isArchived, withStore } from '../stored.js';
import { home, refresh } from './home.js';
import { withings2mqtt } from './world.js';

const WITH_MOODS = { NODE_OPTIONS: `--import=${new URL('./with-moods.mjs', import.meta.url)}` };
const WEBHOOKS = { timeout: 60_000 };

it('a feed that is one file, a line of the list and a row of the catalogue is everywhere', async () => {
  const here = await home();
  const { cloud, dataDir, run, watch } = here;
  const seen = await watch('#');
  const bridge = await run({ env: WITH_MOODS });
  await bridge.synced(seen);

  await seen.sees('withings/anna/mood', (payload) => payload === '8');
  await refresh(seen);

  await seen.sees('withings/anna/mood', (payload) => payload === '9');
  await seen.sees('withings/anna/mood/attributes', (payload) => JSON.parse(payload).source === 'getmoods/mood');
  await seen.sees('withings/anna/reading', (payload) => {
    const { event_type, metrics } = JSON.parse(payload);
    return event_type === 'mood' && metrics.mood.value === 9;
  });
  const device = await seen.sees(`homeassistant/device/withings_${ANNA}/config`, (payload) => payload.includes('mood'));
  const { components } = JSON.parse(device);
  expect(components.mood).toMatchObject({ unique_id: `withings_${ANNA}_mood`, name: 'Mood' });
  expect(components.reading.event_types).toContain('mood');
  await seen.sees('withings/bridge/info', (payload) => {
    const { accounts } = JSON.parse(payload);
    return accounts.every(({ feeds }: { feeds: object }) => 'moods' in feeds);
  });
  await expect.poll(() => cloud.subscriptions(ANNA).map(({ appli }) => appli), WEBHOOKS).toContain(61);
  expect(bridge.output()).not.toMatch(/ (warn|error) /);

  // Its past, too, which is read by the bridge alone.
  const kept = () => withStore(dataDir, ({ states }) => states.readings(String(ANNA), 'mood', 0, Date.now()));
  await expect.poll(() => isArchived(dataDir), WEBHOOKS).toBe(true);
  await expect.poll(async () => (await kept()).map(({ value }) => value), WEBHOOKS).toEqual([7, 8, 9]);
  const config = join(dataDir, '..', 'config.yaml');
  const program = withings2mqtt(['export', 'anna', '--metrics', 'mood', '-c', config], WITH_MOODS);
  expect(await program.exit, program.output()).toBe(0);
  expect(
    program
      .stdout()
      .trim()
      .split('\r\n')
      .slice(1)
      .filter((row) => row.includes('mood')),
  ).toHaveLength(3);
});
