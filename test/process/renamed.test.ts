import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { isArchived } from '../stored.js';
import { type Program, subscriber, type World, withings2mqtt, world } from './world.js';

const ARCHIVED = { timeout: 60_000 };
/** What a round asks for begins later. */
const MOST_DAYS = 60;

async function end({ process, exit, output }: Program): Promise<void> {
  process.kill('SIGTERM');
  expect(await exit, output()).toBe(0);
}

async function rename({ config }: World): Promise<void> {
  const program = withings2mqtt(['accounts', 'rename', 'anna', 'annika', '-c', config]);
  expect(await program.exit, program.output()).toBe(0);
}

it.each([
  ['accounts rename', rename],
  ['auth under the new name', ({ importLogin }: World) => importLogin('annika', ANNA)],
])('an account that is renamed by %s has nothing of its history read again', async (_, renamed) => {
  const here = await world();
  const { cloud, config, data } = here;
  await here.authorize();
  const first = withings2mqtt(['run', '-c', config]);
  await expect.poll(() => isArchived(data('.')), ARCHIVED).toBe(true);
  await end(first);
  const asked = () => cloud.requests.filter(({ userid }) => userid === ANNA);
  expect(asked().some(({ action, params }) => action === 'getmeas' && Number(params.lastupdate ?? 0) === 0)).toBe(true);

  const text = await readFile(config, 'utf8');
  await writeFile(config, text.replace('- name: anna', '- name: annika'));
  await renamed(here);
  const before = asked().length;
  const next = withings2mqtt(['run', '-c', config]);
  const seen = await subscriber(here.brokerUrl, 'withings/#');
  await seen.sees('withings/annika/weight', (payload) => payload === '70.25');
  await seen.sees('withings/bridge/info', (payload) => {
    const { accounts, next_sync } = JSON.parse(payload);
    return next_sync !== null && JSON.stringify(accounts).includes('annika');
  });
  // Whatever there was to read of the past would have its turn now.
  expect(await isArchived(data('.'), 'annika')).toBe(true);
  await end(next);

  const since = asked().slice(before);
  const measures = since.filter(({ action }) => action === 'getmeas').map(({ params }) => params);
  const earliest = Date.now() - MOST_DAYS * 86_400_000;
  const begins = measures.map(({ lastupdate, startdate }) => Number(lastupdate ?? startdate ?? 0) * 1000);
  expect(measures.filter(({ lastupdate }) => lastupdate !== undefined).length).toBeGreaterThan(0);
  expect(Math.min(...begins), JSON.stringify(measures)).toBeGreaterThan(earliest);
  expect(measures.filter(({ offset }) => offset !== undefined)).toEqual([]);
  const days = since.flatMap(({ params: { startdateymd } }) => startdateymd ?? []);
  expect(days.length).toBeGreaterThan(0);
  expect(days.filter((day) => Date.parse(day) < earliest)).toEqual([]);
});
