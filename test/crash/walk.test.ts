import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { recordFigure } from '../figures.js';
import { withings2mqtt } from '../process/world.js';
import { type Fault, faultsAt, runWatched } from './faults.js';
import { createRandom } from './random.js';
import { letTimePass, type Witness, witness } from './witness.js';

const ALL = process.env.CRASH_WALK === 'all' || process.env.FIGURES === 'write';
const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
const WALKS = 4;
const FAULTS_AT_MOST = 1000;

interface Walk {
  readonly here: Witness;
  readonly args: readonly string[];
  /** How many faults the short form takes. */
  readonly few: number;
  /** What is there before each run. */
  readonly prepare: () => Promise<void>;
  /** Right after the run; default: files and logins are whole. */
  readonly check?: (after: string, exit: number | null) => Promise<void>;
  /** Starts again, without a fault, and looks at what has become of it; default: a `run --once`. */
  readonly next?: (after: string) => Promise<void>;
}

/** All faults, or a few that the seed picks. */
function chosen(faults: readonly Fault[], few: number): readonly Fault[] {
  if (ALL) return faults;
  const random = createRandom(SEED);
  const ranked = faults.map((fault) => ({ fault, rank: random() })).toSorted((a, b) => a.rank - b.rank);
  return ranked.slice(0, few).map(({ fault }) => fault);
}

const refreshTokenOfAnna = async ({ data }: Witness): Promise<string> =>
  JSON.parse(await readFile(data('tokens.json'), 'utf8')).accounts.anna.refresh_token;

const worksAtTheCloud = async (here: Witness): Promise<boolean> =>
  here.cloud.isRefreshTokenAlive(await refreshTokenOfAnna(here));

describe(`a fault at each file operation of (CRASH_SEED=${SEED})`, {
  timeout: (ALL ? FAULTS_AT_MOST : 40) * 10_000,
}, () => {
  const total = { walks: 0, faults: 0, again: 0 };
  afterAll(() => {
    if (total.walks < WALKS) return;
    recordFigure({
      what: 'faults at file operations',
      count: total.faults,
      result: `logins lost: 0, readings lost: 0, wrong or older values: 0, told again: ${total.again}`,
      command: 'CRASH_WALK=all npm run test:crash',
    });
  });

  /** One run without a fault to count its operations, then one for each fault, and after each a plain start. */
  async function walk({ here, args, few, prepare, check = here.checkFiles, next = here.checkNextStart }: Walk) {
    await prepare();
    const calm = await runWatched(here.dir, args);
    expect(calm.exit, calm.output).toBe(0);
    await next('no fault');
    for (const fault of chosen(faultsAt(calm.operations), few)) {
      await prepare();
      const { exit, output, operations } = await runWatched(here.dir, args, fault);
      const after = `${fault.kind} at ${fault.at} (${operations[fault.at - 1]})`;
      // Two accounts at once do not always need the same number.
      if (operations.length >= fault.at) total.faults += 1;
      expect(output, after).not.toMatch(/^\s+at /m);
      here.checkValues(after);
      await check(after, exit);
      await next(after);
    }
    total.again += here.count().again;
    total.walks += 1;
  }

  it('a start after a crash', async () => {
    const here = await witness(FAULTS_AT_MOST);
    const dead = JSON.stringify({ pid: 1, host: hostname(), started: 'an earlier boot/1', token: 'dead' });

    await walk({
      here,
      args: ['run', '--once', '-c', here.config],
      few: 20,
      async prepare() {
        here.weighIn();
        for (const name of ['lock', '.lock.1-dead.tmp']) await writeFile(here.data(name), dead);
        for (const name of ['tokens', 'state']) await writeFile(here.data(`.${name}.json.1-dead.tmp`), '{"');
      },
    });
  });

  it('a first start', async () => {
    const here = await witness(0);

    await walk({
      here,
      args: ['run', '--once', '-c', here.config],
      few: 8,
      async prepare() {
        await rm(here.data('state.json'));
        // Nobody was there before whose answer it would wait for.
        for (const what of ['info', 'state']) {
          await here.seen.client.publishAsync(`withings/bridge/${what}`, '', { retain: true });
        }
      },
    });
  });

  it('auth --import over a login', async () => {
    const here = await witness(0);
    const file = join(here.dir, 'new.json');
    let before = '';

    await walk({
      here,
      args: ['auth', 'anna', '-c', here.config, '--import', file],
      few: 6,
      async prepare() {
        before = await refreshTokenOfAnna(here);
        await writeFile(file, JSON.stringify(here.cloud.login(ANNA)));
      },
      async check(after, exit) {
        // Tried by a refresh, they are another pair by now; which works, as every one does that is there.
        if (exit === 0) expect(await refreshTokenOfAnna(here), after).not.toBe(before);
        await here.checkFiles(after);
      },
    });
  });

  it('the very first auth --import', async () => {
    const here = await witness(0);
    const file = join(here.dir, 'new.json');
    const args = ['auth', 'anna', '-c', here.config, '--import', file];

    await walk({
      here,
      args,
      few: 6,
      async prepare() {
        await rm(here.data('.'), { recursive: true });
        await writeFile(file, JSON.stringify(here.cloud.login(ANNA)));
      },
      async check(after, exit) {
        if (exit === 0) expect(await worksAtTheCloud(here), after).toBe(true);
      },
      async next(after) {
        await letTimePass(here.data('.'));
        const again = withings2mqtt(args);
        expect(await again.exit, `${after}: ${again.output()}`).toBe(0);
        expect(await worksAtTheCloud(here), after).toBe(true);
        expect(await readdir(here.data('.')), after).toEqual(['tokens.json']);
      },
    });
  });
});
