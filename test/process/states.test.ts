import { rename } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nextWeighIn } from '../../src/demo/invented-people.js';
import { ANNA } from '../demo/helpers.js';
import { stateOf } from '../stored.js';
import { fillDisk } from './disk.js';
import { guardedBroker } from './guarded.js';
import { askRefresh } from './home.js';
import { freePort } from './port.js';
import { type Program, type Subscriber, subscriber, type World, withings2mqtt, world } from './world.js';

const NO_SERVER = 'server:\n  enabled: false\nlog:\n  level: debug\n';

interface Running extends World {
  readonly program: Program;
  readonly seen: Subscriber;
}

async function running(yaml = NO_SERVER, prepare: (here: World) => unknown = () => {}): Promise<Running> {
  const here = await world({ yaml });
  await here.authorize();
  await prepare(here);
  const program = withings2mqtt(['run', '-c', here.config]);
  const seen = await subscriber(here.brokerUrl);
  await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);
  return { ...here, program, seen };
}

/** What a person sees: lines that are not for debugging. */
const lines = (program: Program, pattern: RegExp) =>
  program
    .stderr()
    .split('\n')
    .filter((line) => !line.includes(' debug ') && pattern.test(line));

const NOT_WRITTEN =
  / error cannot use \S+withings2mqtt.db: the disk .* \(SQLITE_\w+\); what came since is kept in memory$/;
const GONE =
  / error \S+withings2mqtt.db is not there any more; is the volume still mounted\?.*; what came since is kept in memory$/;
const WRITTEN = / info {2}the store can be written again$/;

/** What goes wrong while the bridge runs, and the one line about it, however many rounds find it. */
const TROUBLES: readonly [string, (here: Running) => unknown, RegExp][] = [
  [
    'a login that is dead',
    ({ cloud }) => cloud.revoke(ANNA),
    / error anna: cannot get in at Withings: .*auth anna endpoint=\S+$/,
  ],
  [
    'a feed that fails',
    ({ cloud }) => cloud.fault({ path: '/v2/heart', kind: 'status', status: 293, error: 'no' }),
    / warn {2}anna: no ecgs this time: .*293/,
  ],
  ['a disk that takes nothing', ({ program }) => fillDisk(program), NOT_WRITTEN],
  ['a volume that is gone', ({ data, dir }) => rename(data('.'), join(dir, 'gone')), GONE],
];

/**
 * Rounds of one account until there is such a line: Withings allows only so many calls a minute.
 */
async function comesUp({ program, seen }: Running, line: RegExp): Promise<void> {
  const round = async () => {
    await askRefresh(seen, 'anna');
    return lines(program, line).length;
  };
  await expect.poll(round, { timeout: 10_000, interval: 1000 }).toBeGreaterThan(0);
}

describe('a kind of measure that nobody knows', () => {
  it('is spoken of once, not at each start', async () => {
    const { config, authorize } = await world();
    await authorize();
    const news = /info .*anna: Withings sends something new; it is published as measure_4242/g;
    const once = async () => {
      const program = withings2mqtt(['run', '--once', '-c', config]);
      expect(await program.exit).toBe(0);
      return program.output().match(news)?.length ?? 0;
    };

    expect([await once(), await once()]).toEqual([1, 0]);
  });
});

describe('a stop while the store cannot be written', () => {
  it.each<[string, (here: Running) => unknown, RegExp]>([
    ['as the disk takes nothing', ({ program }) => fillDisk(program), NOT_WRITTEN],
    ['as the volume is gone', ({ data, dir }) => rename(data('.'), join(dir, 'gone')), GONE],
  ])('says what is not kept, once, and ends with 1: %s', async (_, spoil, line) => {
    const here = await running();
    await spoil(here);
    nextWeighIn(here.cloud.people.get(ANNA)!, Date.now());
    await comesUp(here, line);

    here.program.process.kill('SIGTERM');

    expect(await here.program.exit).toBe(1);
    const [last, end] = lines(here.program, /./).slice(-2);
    expect(last).toMatch(/ error .*; what came since could not be kept: the next start fetches what Withings still/);
    expect(end).toMatch(/ info {2}stopped$/);
    expect(lines(here.program, /could not be kept/)).toHaveLength(1);
  });

  it('tells only then what it could not write at the stop itself', async () => {
    const here = await running();
    fillDisk(here.program);

    here.program.process.kill('SIGTERM');
    await here.program.exit;

    expect(lines(here.program, /kept in memory/)).toEqual([]);
  });
});

describe('what a person must know is said once', () => {
  it.each(TROUBLES)('%s', async (_, spoil, line) => {
    const here = await running();
    await spoil(here);
    await comesUp(here, line);

    for (let round = 0; round < 3; round++) await askRefresh(here.seen, 'anna');

    expect(lines(here.program, line), here.program.stderr()).toHaveLength(1);
  });

  it.each<[string, (here: Running) => Promise<() => unknown> | (() => unknown), RegExp]>([
    ['a disk that takes nothing', ({ program }) => fillDisk(program), NOT_WRITTEN],
    [
      'a volume that is gone',
      async ({ data, dir }) => {
        await rename(data('.'), join(dir, 'gone'));
        return () => rename(join(dir, 'gone'), data('.'));
      },
      GONE,
    ],
  ])('%s, and that it is there again, with what came meanwhile', async (_, spoil, line) => {
    const here = await running();
    const mend = await spoil(here);
    const group = nextWeighIn(here.cloud.people.get(ANNA)!, Date.now());
    await comesUp(here, line);
    await mend();

    await comesUp(here, WRITTEN);

    await askRefresh(here.seen);
    expect(lines(here.program, WRITTEN)).toHaveLength(1);
    expect(lines(here.program, line)).toHaveLength(1);
    const { weight } = (await stateOf(here.data('.'), 'anna')).readings;
    expect(weight?.groupId).toBe(String(group.grpid));
  });

  it('a feed that fails, and that it comes again', async () => {
    const here = await running();
    const mend = here.cloud.fault({ path: '/v2/heart', kind: 'status', status: 293, error: 'no' });
    await askRefresh(here.seen);
    mend();

    for (let round = 0; round < 2; round++) await askRefresh(here.seen);

    expect(lines(here.program, / info {2}anna: ecgs are coming in again$/)).toHaveLength(1);
  });

  it('a person who has never been authorised', async () => {
    const { config, authorize, brokerUrl } = await world();
    await authorize('anna', ANNA);
    const seen = await subscriber(brokerUrl);
    const program = withings2mqtt(['run', '-c', config]);
    await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);

    await askRefresh(seen);

    expect(lines(program, / error ben: .*has not been authorised yet; run: withings2mqtt auth ben$/)).toHaveLength(1);
  });

  it('a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const { program, seen } = await running(`server:\n  port: ${port}\n`);

    await askRefresh(seen);

    const line = new RegExp(` error no HTTP server on 127.0.0.1:${port} \\(EADDRINUSE\\); change server.port`);
    expect(lines(program, line)).toHaveLength(1);
  });

  it('that Home Assistant gets nothing because it is switched off', async () => {
    const { program, seen } = await running(`${NO_SERVER}homeassistant:\n  enabled: false\n`);

    await askRefresh(seen);

    expect(lines(program, / info {2}homeassistant.enabled is false/)).toHaveLength(1);
    expect(seen.messages.filter(({ topic }) => topic.startsWith('homeassistant/'))).toEqual([]);
  });

  it.each([
    [
      'a broker that is away',
      async () => `mqtt://127.0.0.1:${await freePort()}`,
      / warn {2}no connection .*connection refused/,
    ],
    [
      'a broker that refuses the login',
      () => guardedBroker('bridge', 'a-password'),
      / error no connection .*mqtt.password/,
    ],
  ])('%s', async (_, address, line) => {
    const { config, authorize } = await world({ brokerUrl: await address(), yaml: NO_SERVER });
    await authorize();

    const program = withings2mqtt(['run', '-c', config]);

    await program.prints(/( debug no connection .*[\s\S]*){2}/);
    expect(lines(program, line)).toHaveLength(1);
    expect(lines(program, /no connection/)).toHaveLength(1);
  });
});
