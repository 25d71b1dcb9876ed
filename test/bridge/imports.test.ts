import { describe, expect, it, onTestFinished } from 'vitest';
import { createImports } from '../../src/bridge/imports.js';
import { type ImportPast, importPastOf } from '../../src/bridge/statistics-writer.js';
import { accountMetric } from '../../src/metrics/catalogue/index.js';
import { snapshot } from '../../src/metrics/decode/user.js';
import type { HistoryView } from '../../src/page/api.js';
import type { PersonState } from '../../src/store/person-state.js';
import { createTurns, type Turns } from '../../src/turns.js';
import { WithingsApiClient } from '../../src/withings/client.js';
import { ANNA, CLIENT } from '../demo/helpers.js';
import { EMPTY } from '../feeds/samples.js';
import { logLines } from '../log-lines.js';
import { archiveOfCloud } from '../statistics/archive-of-cloud.js';
import { TOKEN } from '../statistics/fake-home-assistant.js';
import { importWorld, NOW, WEIGHT } from '../statistics/importing.js';

const AT = '2026-10-01T14:20:00+02:00';
const WHOLE = { past: { from: '1970-01-02', complete: true, begun: NOW, recent: NOW, empty: 0 } };
const FEEDS = { measures: WHOLE, activity: WHOLE, sleep: WHOLE, workouts: WHOLE, ecgs: WHOLE };

interface Changes {
  readonly homeassistant?: { readonly url?: undefined; readonly token?: undefined };
  readonly state?: { readonly zone: undefined };
  readonly importPast?: ImportPast;
}

/** Anna at a bridge with a Home Assistant that knows her weight and her steps. */
async function setUp({ homeassistant, state, importPast }: Changes = {}) {
  const { ha, cloud, kept, notes } = await importWorld();
  const client = new WithingsApiClient({
    ...{ baseUrl: cloud.url, clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret },
    accessToken: cloud.login(ANNA).access_token,
  });
  const archive = await archiveOfCloud(client, 'Europe/Amsterdam', '2026-10-01');
  const readings = { activity_steps: snapshot(accountMetric('activity_steps')!, 7000, NOW) };
  const world = {
    userId: String(ANNA) as string | undefined,
    state: { ...EMPTY, zone: 'Europe/Amsterdam', feeds: FEEDS, readings, ...state } as PersonState,
  };
  const anna = { name: 'anna', userId: () => world.userId, sync: { name: 'anna', state: () => world.state } };
  const config = {
    accounts: [{ name: 'anna', displayName: 'Anna', units: 'metric' }],
    homeassistant: { url: ha.url, token: TOKEN, ...homeassistant },
  };
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const { log, lines } = logLines();
  const turns = createTurns();
  const states = {
    extents: async () => archive.extents,
    readings: (_: string, metric: string, from: number, to: number) => archive.readings(metric, from, to),
  };
  const imports = createImports({
    ...{
      config,
      log,
      signal: stop.signal,
      turns,
      people: { find: (name: string) => (name === 'anna' ? anna : undefined) },
    },
    store: { statistics: notes, states, series: { list: async () => [], get: async () => undefined } },
    tools: { clock: () => NOW * 1000, sleep: async () => {}, random: () => 0.5 },
    importPast: importPast ?? importPastOf({ config } as unknown as Parameters<typeof importPastOf>[0]),
    nowOf: () => AT,
  } as unknown as Parameters<typeof createImports>[0]);
  const shown: HistoryView[] = [];
  imports.onChange(() => shown.push(imports.of('anna')));
  const ended = () => expect.poll(() => imports.of('anna').phase, { timeout: 10_000 }).not.toBe('running');
  return { ha, kept, world, stop, lines, turns, imports, shown, ended };
}

/** Somebody else has the turn until `end`. */
function busy(turns: Turns) {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const other = turns.take(() => over);
  return { other, end };
}

describe('the import of a person', () => {
  it('writes all that is missing, and tells how far it is', async () => {
    const { ha, kept, imports, shown, ended, lines } = await setUp();
    expect(imports.of('anna')).toEqual({ phase: 'idle' });

    await imports.start('anna');
    expect(imports.of('anna')).toEqual({ phase: 'running', done: 0, all: 0, at: null });
    await ended();

    expect(imports.of('anna')).toEqual({ phase: 'done', hours: ha.rowsWritten() - 1, at: AT });
    expect(kept(WEIGHT)).toEqual(expect.arrayContaining(['2024-05-05T06:00Z 72', '2026-09-20T06:00Z 70']));
    const steps = shown.flatMap((view) => (view.phase === 'running' ? [view] : []));
    const { all } = steps.at(-1)!;
    expect(steps.slice(1).map(({ done }) => done)).toEqual(Array.from({ length: all + 1 }, (_, index) => index));
    expect(steps[1]).toMatchObject({ at: '2026-01-01' });
    expect(lines).toEqual([expect.stringMatching(/^info anna: history in Home Assistant: \d hours written$/)]);
  });

  it('has nothing left to write the second time', async () => {
    const { imports, ended } = await setUp();
    await imports.start('anna');
    await ended();

    await imports.start('anna');
    await ended();

    expect(imports.of('anna')).toEqual({ phase: 'done', hours: 0, at: AT });
  });

  it.each([
    [
      'without the address of Home Assistant',
      { homeassistant: { url: undefined } },
      'import_not_configured',
      /homeassistant\.url and homeassistant\.token/,
    ],
    ['without its token', { homeassistant: { token: undefined } }, 'import_not_configured', /homeassistant\.token/],
    ['of whom nothing is known yet', { state: { zone: undefined } }, 'nothing_yet', /Nothing is known of anna yet/],
  ] as const)('does not begin %s', async (_, changes, code, error) => {
    const { imports, ha } = await setUp(changes);

    await expect(imports.start('anna')).rejects.toMatchObject({
      status: 409,
      problem: { code, error: expect.stringMatching(error) },
    });

    expect([imports.of('anna'), ha.commands]).toEqual([{ phase: 'idle' }, []]);
  });

  it('does not begin for one who is not connected, or not in the configuration', async () => {
    const { imports, world } = await setUp();
    for (const userId of [undefined, 'unknown:anna']) {
      world.userId = userId;
      await expect(imports.start('anna')).rejects.toMatchObject({ problem: { code: 'nothing_yet' } });
    }
    await expect(imports.start('carl')).rejects.toMatchObject({ status: 404, problem: { code: 'unknown_account' } });
  });

  it('fails with the reason of Home Assistant, and may be begun again', async () => {
    const { imports, ha, ended } = await setUp();
    ha.behaviour.token = 'another';
    await imports.start('anna');
    await ended();

    expect(imports.of('anna')).toMatchObject({
      phase: 'failed',
      at: AT,
      problem: { code: 'import_failed', error: expect.stringMatching(/^Home Assistant refuses the token; .*\.$/) },
    });

    ha.behaviour.token = TOKEN;
    await imports.start('anna');
    await ended();
    expect(imports.of('anna').phase).toBe('done');
  });

  it('is one at a time, and waits for whoever else writes into Home Assistant', async () => {
    const { imports, turns, ha, ended } = await setUp();
    const { other, end } = busy(turns);
    await imports.start('anna');

    await expect(imports.start('anna')).rejects.toMatchObject({ status: 409, problem: { code: 'import_running' } });
    expect([imports.of('anna').phase, ha.commands]).toEqual(['running', []]);
    end();
    await other;
    await ended();

    expect(imports.of('anna').phase).toBe('done');
  });

  it('is of the person who has the name: another one sees nothing of it', async () => {
    const { imports, world, ended } = await setUp();
    await imports.start('anna');
    await ended();

    world.userId = '9';

    expect(imports.of('anna')).toEqual({ phase: 'idle' });
  });

  it('writes nothing for the former person when another one has got the name before its turn', async () => {
    const { imports, world, turns, ha } = await setUp();
    const { other, end } = busy(turns);
    await imports.start('anna');
    world.userId = '9';

    end();
    await other;
    await turns.take(async () => {});

    expect([ha.commands, imports.of('anna')]).toEqual([[], { phase: 'idle' }]);
  });

  it('ends when another one gets the name in between', async () => {
    const { imports, world, turns, ha } = await setUp();
    imports.onChange(() => {
      const view = imports.of('anna');
      if (view.phase === 'running' && view.done === 1) world.userId = '9';
    });
    await imports.start('anna');
    await turns.take(async () => {});

    expect(imports.of('anna')).toEqual({ phase: 'idle' });
    expect([...ha.statistic(WEIGHT).hours.values()].filter(({ mean }) => mean === 72)).toEqual([]);
  });

  it('says nothing of a stop', async () => {
    const { imports, stop, lines, turns } = await setUp({
      importPast: async ({ signal }) => {
        stop.abort();
        signal.throwIfAborted();
      },
    });
    await imports.start('anna');
    await turns.take(async () => {});

    expect([imports.of('anna').phase, lines]).toEqual(['running', []]);
  });
});
