// The archive of ten years: what it costs in calls and on the disk, and how fast it is read.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'libsql';
import { REST_MILLISECONDS } from '#built/bridge/past-reader.js';
import { FILE_NAME } from '#built/store/sqlite/database.js';
import type { Store } from '#built/store/store.js';
import { beside, type Child, startChild } from './child.js';
import type { ExportResult, ExportSource } from './export-run.js';
import type { Figure } from './figure.js';
import { bridgeAfterFirstSync, bridgeAfterPast } from './idle-bridge.js';
import type { Sizes } from './sizes.js';
import { compare, time } from './statistics.js';
import { openBenchStore, readingsIn, startWorld, type World, wholePerson } from './world.js';

const YEAR_SECONDS = 365 * 86_400;
/** On a quiet account. */
const LONGEST_MINUTES = 30;

export async function benchArchive({ years, archive }: Sizes): Promise<Figure[]> {
  const world = await startWorld(wholePerson(years));
  try {
    const sync = await callsOf(world, bridgeAfterFirstSync);
    await world.forget();
    const whole = await callsOf(world, bridgeAfterPast);
    const windows = whole.windows - sync.windows;
    const minutes = (windows * REST_MILLISECONDS) / 60_000;
    const { figure: exported, bytes } = await exportFigure(world, years, archive.exports);
    return [
      {
        what: `from nothing to the finished archive of ${years} years; nights in detail go on with the polls`,
        ours: `${whole.calls} calls`,
        beside: `the first sync alone: ${sync.calls} calls`,
        ratio: whole.calls / sync.calls,
      },
      {
        what: `the past of ${years} years after the first sync, at a window a second`,
        ours: `${windows} windows, ${minutes.toFixed(1)} minutes`,
        beside: `what it may be: ${LONGEST_MINUTES} minutes`,
        ratio: minutes / LONGEST_MINUTES,
        limit: 1,
        better: 'less',
      },
      await sizeFigure(world, years, bytes),
      await readFigure(world, archive),
      exported,
    ];
  } finally {
    await world.close();
  }
}

interface Calls {
  readonly calls: number;
  /** Of those, the ones that are no further pages of one before. */
  readonly windows: number;
}

async function callsOf({ cloud, ...world }: World, start: (world: World) => Promise<Child>): Promise<Calls> {
  const before = cloud.requests.length;
  const bridge = await start({ cloud, ...world });
  const made = cloud.requests.slice(before);
  await bridge.stop();
  return { calls: made.length, windows: made.filter(({ params }) => !params.offset).length };
}

async function sizeFigure({ dataDir }: World, years: string, csvBytes: number): Promise<Figure> {
  const { size } = await stat(join(dataDir, FILE_NAME));
  const readings = readingsIn(dataDir);
  const each = (size / readings).toFixed(0);
  return {
    what: `the store of one person with an archive of ${years} years, ${readings.toLocaleString('en-US')} readings`,
    ours: `${(size / 1e6).toFixed(1)} MB, ${each} bytes a reading`,
    beside: `the same as CSV: ${(csvBytes / 1e6).toFixed(1)} MB`,
    ratio: size / csvBytes,
  };
}

/** Both have the file open, and what they read of it in memory. */
async function readFigure({ dataDir }: World, { rounds, reads }: Sizes['archive']): Promise<Figure> {
  const store = openBenchStore(dataDir);
  const bare = new Database(join(dataDir, FILE_NAME), { readonly: true });
  try {
    const { userId, metric, from, to } = await fullestYear(store);
    const rows = bare.prepare(BARE);
    const wanted = [userId, metric, from, to];
    const count = (await store.states.readings(userId, metric, from, to)).length;
    if (rows.all(...wanted).length !== count) throw new Error('the store and the bare query differ');
    const { a, b, ratio } = await compare(
      rounds,
      () =>
        time(async () => {
          for (let read = 0; read < reads; read++) await store.states.readings(userId, metric, from, to);
        }),
      () =>
        time(() => {
          for (let read = 0; read < reads; read++) rows.all(...wanted);
        }),
    );
    return {
      what: `a year of one metric out of the archive: ${count.toLocaleString('en-US')} readings of ${metric}`,
      ours: `${(a / reads).toFixed(2)} ms`,
      beside: `a bare SQL query for the same rows: ${(b / reads).toFixed(2)} ms`,
      ratio,
      limit: 2,
      better: 'less',
    };
  } finally {
    bare.close();
    await store.close();
  }
}

/** All that a reading is made of. */
const BARE = `select taken_at, group_id, value, created_at, modified_at, origin, last_reset from reading
  where person = (select id from person where user_id = ?) and metric = (select id from metric where key = ?)
  and taken_at >= ? and taken_at < ? order by taken_at, group_id`;

/** The newest year of the metric with the most readings. */
async function fullestYear({ people, states }: Store) {
  const [{ userId } = { userId: '' }] = await people.list();
  const extents = [...(await states.extents(userId))].sort(([, one], [, other]) => other.count - one.count);
  const [metric, { last }] = extents[0] ?? ['', { last: 0 }];
  return { userId, metric, from: last + 1 - YEAR_SECONDS, to: last + 1 };
}

async function exportFigure({ config }: World, years: string, rounds: number) {
  let [bytes, rows] = [0, 0];
  const run = async (source: ExportSource) => {
    const output = await startChild(beside('export-run.js'), [config, source]).output();
    const end = output.lastIndexOf('\n', output.length - 2) + 1;
    const { milliseconds } = JSON.parse(output.slice(end)) as ExportResult;
    const size = Buffer.byteLength(output.slice(0, end));
    if (bytes !== 0 && size !== bytes) throw new Error(`${source}: ${size} bytes, and ${bytes} before`);
    [bytes, rows] = [size, output.split('\r\n').length - 2];
    return milliseconds;
  };
  // The other way round, for a ratio of speeds.
  const { a, b, ratio } = await compare(
    rounds,
    () => run('memory'),
    () => run('store'),
  );
  const speed = (milliseconds: number) => `${(rows / milliseconds).toFixed(0)} rows a ms`;
  const figure: Figure = {
    what: `export of ${years} years as CSV through a pipe, without the start of the process`,
    ours: speed(b),
    beside: `the same rows from readings in memory: ${speed(a)}`,
    ratio,
    limit: 0.7,
    better: 'more',
  };
  return { figure, bytes };
}
