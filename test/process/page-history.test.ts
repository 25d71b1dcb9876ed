import { describe, expect, it } from 'vitest';
import type { HistoryView } from '../../src/page/api.js';
import { ANNA } from '../demo/helpers.js';
import { startFakeHomeAssistant, TOKEN } from '../statistics/fake-home-assistant.js';
import { isArchived } from '../stored.js';
import { openPage } from './page-client.js';
import { freePort } from './port.js';
import { annaOf, benOf, withings2mqtt, world } from './world.js';

const WEIGHT = 'sensor.withings_anna_weight';

/** A bridge that has read all of anna's past, beside a Home Assistant. */
async function setUp() {
  const ha = await startFakeHomeAssistant({
    entities: [{ entityId: WEIGHT, uniqueId: `withings_${ANNA}_weight`, kind: 'mean', unit: 'kg', unitClass: 'mass' }],
  });
  const anna = annaOf();
  anna.measuregrps[1]!.date -= 7200;
  const pagePort = await freePort();
  const here = await world({
    cloud: { people: [anna, benOf()] },
    yaml: `server: { enabled: false }\nhomeassistant: { url: "${ha.url}", token: "${TOKEN}" }\n`,
    page: `{ port: ${pagePort} }`,
  });
  await here.authorize();
  const program = withings2mqtt(['run', '-c', here.config]);
  const page = await openPage(pagePort);
  await expect.poll(() => isArchived(here.data('.')), { timeout: 30_000 }).toBe(true);
  const view = () => page.get<HistoryView>('people/anna/history');
  const ended = async () => {
    await expect.poll(async () => (await view()).phase, { timeout: 20_000 }).not.toBe('running');
    return view();
  };
  return { ha, program, page, view, ended };
}

describe('the history into Home Assistant, asked for on the page', () => {
  it('is written, and there is nothing left the second time', async () => {
    const { ha, program, page, view, ended } = await setUp();
    expect([page.state().can_import, await view()]).toEqual([true, { phase: 'idle' }]);

    const begun = await page.post<HistoryView>('people/anna/history', {});
    const first = await ended();
    await page.post('people/anna/history', {});
    const second = await ended();

    expect(begun).toEqual({ status: 202, body: { phase: 'running', done: 0, all: 0, at: null } });
    expect(first).toMatchObject({ phase: 'done', hours: 2 });
    expect(second).toMatchObject({ phase: 'done', hours: 0 });
    expect(new Set([...ha.statistic(WEIGHT).hours.values()].map(({ mean }) => mean))).toEqual(new Set([70.25, 71]));
    expect(program.output()).not.toContain(TOKEN);
  });

  it('fails with the reason of Home Assistant', async () => {
    const { ha, page, ended } = await setUp();
    ha.behaviour.token = 'another';

    await page.post('people/anna/history', {});

    expect(await ended()).toMatchObject({
      phase: 'failed',
      problem: { code: 'import_failed', error: expect.stringContaining('Home Assistant refuses the token') },
    });
  });
});
