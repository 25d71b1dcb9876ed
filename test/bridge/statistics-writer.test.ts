import { describe, expect, it, onTestFinished } from 'vitest';
import type { People } from '../../src/bridge/people.js';
import { createStatisticsWriter } from '../../src/bridge/statistics-writer.js';
import { HomeAssistantError } from '../../src/statistics/errors.js';
import { LeaseLostError } from '../../src/store/errors.js';
import type { PersonState } from '../../src/store/person-state.js';
import { EVERYTHING_DUE, NOTHING_DUE } from '../../src/store/store.js';
import { createTurns } from '../../src/turns.js';
import { EMPTY, NOW } from '../feeds/samples.js';
import { logLines } from '../log-lines.js';
import { memoryStatistics } from '../statistics/memory-statistics.js';
import { createVirtualTime } from '../virtual-time.js';

const MINUTE = 60_000;
const WHOLE = { past: { from: '1970-01-02', complete: true, begun: NOW, recent: NOW, empty: 0 } };
const FEEDS = { measures: WHOLE, activity: WHOLE, sleep: WHOLE, workouts: WHOLE, ecgs: WHOLE };

/** A writer for anna; what each import is asked for. */
function setUp(start: Partial<PersonState> = { zone: 'utc', feeds: FEEDS }, isDue?: string) {
  const statistics = memoryStatistics();
  void statistics.setDue('7', isDue);
  const time = createVirtualTime(NOW * 1000);
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const { log, lines } = logLines();
  const world: { state: PersonState; userId: string | undefined; work: () => Promise<void> } = {
    state: { ...EMPTY, ...start },
    userId: '7',
    work: async () => {},
  };
  const anna = { name: 'anna', userId: () => world.userId, sync: { name: 'anna', state: () => world.state } };
  const states = { extents: async () => new Map(), readings: async () => [] };
  const imports: (string | undefined)[] = [];
  const writer = createStatisticsWriter(
    {
      config: { accounts: [{ name: 'anna', units: 'metric' }] },
      ...{ log, signal: stop.signal, store: { statistics, states }, onLeaseLost: () => stop.abort() },
      tools: { clock: time.now, sleep: time.sleep, random: () => 0.5 },
    } as unknown as Parameters<typeof createStatisticsWriter>[0],
    { find: () => anna } as unknown as People,
    {
      turns: createTurns(),
      async importPast({ since }) {
        imports.push(since);
        await world.work();
      },
    },
  );
  void writer.run();
  const due = async () => (await statistics.due('7'))?.since;
  return { statistics, time, lines, world, imports, writer, due, signal: stop.signal };
}

describe('the statistics of a person', () => {
  it('are all written for one who is new, after ten minutes, and then nothing is due', async () => {
    const { time, imports, due } = setUp();

    await time.pass(9 * MINUTE);
    expect([imports, await due()]).toEqual([[], EVERYTHING_DUE]);
    await time.pass(2 * MINUTE);

    expect([imports, await due()]).toEqual([[undefined], NOTHING_DUE]);
    await time.pass(120 * MINUTE);
    expect(imports).toHaveLength(1);
  });

  it('are written since the day that has become due', async () => {
    const { time, imports, due, statistics, writer } = setUp();
    await time.pass(11 * MINUTE);

    await statistics.setDue('7', '2026-02-27');
    writer.wake('anna');
    await time.pass(11 * MINUTE);

    expect([imports, await due()]).toEqual([[undefined, '2026-02-27'], NOTHING_DUE]);
  });

  it('are no longer written by a bridge that another one has taken over from', async () => {
    const { time, lines, statistics, signal } = setUp();
    statistics.settle = () => Promise.reject(new LeaseLostError('data'));

    await time.pass(30 * MINUTE);

    expect(signal.aborted).toBe(true);
    expect(lines.filter((line) => / (warn|error) /.test(line))).toEqual([]);
  });

  it('stay due when something becomes due while they are written', async () => {
    const { time, imports, statistics, world, writer } = setUp();
    world.work = async () => {
      if (imports.length > 1) return;
      await statistics.setDue('7', '2026-02-27');
      writer.wake('anna');
    };

    await time.pass(30 * MINUTE);

    expect(imports).toEqual([undefined, '2026-02-27']);
  });

  it('stay due until the past of all feeds has been read, and go on when it has', async () => {
    const { time, imports, world, writer, due } = setUp({ zone: 'utc', feeds: { ...FEEDS, sleep: {} } });

    await time.pass(60 * MINUTE);
    expect([imports.length, await due()]).toEqual([1, EVERYTHING_DUE]);
    world.state = { ...world.state, feeds: FEEDS };
    writer.wake('anna');
    await time.pass(11 * MINUTE);

    expect([imports.length, await due()]).toEqual([2, NOTHING_DUE]);
  });

  it('do not wait for a feed that Withings refuses', async () => {
    const { time, due } = setUp({ zone: 'utc', feeds: { ...FEEDS, sleep: { refused: true } } });

    await time.pass(11 * MINUTE);

    expect(await due()).toBe(NOTHING_DUE);
  });

  it('wait for one who has no login, or of whom nothing is known yet', async () => {
    const { time, imports, world, writer } = setUp({});
    await time.pass(60 * MINUTE);
    expect(imports).toEqual([]);

    world.state = { ...world.state, zone: 'utc', feeds: FEEDS };
    writer.wake('anna');
    await time.pass(11 * MINUTE);
    expect(imports).toEqual([undefined]);
  });

  it('wait for one who has no entity yet, since nobody knows which Withings user it is', async () => {
    const { time, imports, world, writer } = setUp();
    world.userId = 'unknown:anna';
    await time.pass(60 * MINUTE);
    expect(imports).toEqual([]);

    world.userId = '7';
    writer.wake('anna');
    await time.pass(11 * MINUTE);
    expect(imports).toEqual([undefined]);
  });

  it('are tried again ever more rarely when Home Assistant is away, which is said once', async () => {
    const { time, imports, world, lines } = setUp();
    world.work = () => Promise.reject(new HomeAssistantError('it is away', 'away'));

    await time.pass(120 * MINUTE);

    expect(imports.length).toBeGreaterThan(4);
    expect(imports.length).toBeLessThan(9);
    expect(lines.filter((line) => line.includes('it is away'))).toHaveLength(1);
    world.work = async () => {};
    await time.pass(61 * MINUTE);
    expect(lines.filter((line) => line.includes('the history is being written again'))).toHaveLength(1);
  });

  it('are looked for after a start, and when Home Assistant is there again, at most once a day', async () => {
    const { time, imports, writer } = setUp({ zone: 'utc', feeds: FEEDS }, NOTHING_DUE);
    const DAY = 24 * 60 * MINUTE;

    await time.pass(11 * MINUTE);
    expect(imports).toEqual([NOTHING_DUE]);
    await time.pass(3 * DAY);
    expect(imports).toHaveLength(1);
    writer.look();
    await time.pass(11 * MINUTE);
    expect(imports).toEqual([NOTHING_DUE, NOTHING_DUE]);
    writer.look();
    await time.pass(11 * MINUTE);
    writer.look();
    await time.pass(11 * MINUTE);
    expect(imports).toHaveLength(2);
    await time.pass(DAY);

    expect(imports).toEqual([NOTHING_DUE, NOTHING_DUE, NOTHING_DUE]);
  });

  it('are not written again and again for Home Assistant that comes and goes while the past is being read', async () => {
    const { time, imports, writer } = setUp({ zone: 'utc', feeds: { ...FEEDS, sleep: {} } });
    await time.pass(11 * MINUTE);

    for (let hour = 0; hour < 30; hour++) {
      writer.look();
      await time.pass(60 * MINUTE);
    }

    expect(imports).toEqual([undefined]);
  });

  it('are all written again when a look shows that they are lost', async () => {
    const { time, imports, statistics, world, due } = setUp({ zone: 'utc', feeds: FEEDS }, NOTHING_DUE);
    world.work = async () => {
      if (imports.length === 1) await statistics.setDue('7', EVERYTHING_DUE);
    };

    await time.pass(30 * MINUTE);

    expect([imports, await due()]).toEqual([[NOTHING_DUE, undefined], NOTHING_DUE]);
  });
});
