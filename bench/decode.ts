// Parse, decode and latest of measure groups, in pages of 200 as the cloud sends them, beside JSON.parse alone; and the
// same with the archive, beside a bare insert of each value.
import { join } from 'node:path';
import Database from 'libsql';
import type { MeasureGroup } from '#built/demo/cloud.js';
import { createMeasureDecoder, type DecodeMeasures } from '#built/metrics/decode/measures.js';
import { latestOf } from '#built/metrics/latest.js';
import type { Reading } from '#built/metrics/reading.js';
import { EMPTY_PERSON } from '#built/store/person-state.js';
import type { Figure } from './figure.js';
import { sampleGroups } from './groups.js';
import type { Sizes } from './sizes.js';
import { compare, time } from './statistics.js';
import { openBenchStore, temporaryFolder } from './world.js';

const PAGE = 200;
const USER = '1';

interface Page {
  readonly body: { readonly measuregrps: readonly MeasureGroup[] };
}

export async function benchDecode({
  groups: count,
  decode: { warmUps, rounds, storeRounds },
}: Sizes): Promise<Figure[]> {
  const pages = pagesOf(sampleGroups(count));
  const bytes = pages.reduce((sum, page) => sum + page.length, 0);
  const decode = createMeasureDecoder({ ignoreAttributions: new Set([1, 10]) });
  const whole = () => {
    let latest = new Map<string, Reading>();
    for (const page of pages) latest = latestOf(decode(parse(page).body.measuregrps).readings, latest);
  };
  const bare = () => {
    for (const page of pages) JSON.parse(page);
  };
  for (let warm = 0; warm < warmUps; warm++) {
    whole();
    bare();
  }
  const { a, b, ratio } = await compare(
    rounds,
    () => time(whole),
    () => time(bare),
  );
  return [
    {
      what: `parse, decode and latest of ${count} groups (${(bytes / 1e6).toFixed(1)} MB)`,
      ours: `${a.toFixed(1)} ms`,
      beside: `JSON.parse alone: ${b.toFixed(1)} ms`,
      ratio,
      limit: 1.5,
      better: 'less',
      reason: 'each value becomes a reading of its own, with where and when it was measured.',
    },
    await storeFigure(pages, decode, storeRounds),
  ];
}

/** A page is a transaction for both, and safe on the disk. */
async function storeFigure(pages: readonly string[], decode: DecodeMeasures, rounds: number): Promise<Figure> {
  const { a, b, ratio } = await compare(
    rounds,
    () => inFolder((dir) => ours(dir, pages, decode)),
    () => inFolder((dir) => bareInserts(join(dir, 'bare.db'), pages)),
  );
  return {
    what: `parse, decode, store and latest of ${pages.length * PAGE} groups`,
    ours: `${a.toFixed(0)} ms`,
    beside: `JSON.parse and a bare insert of each value: ${b.toFixed(0)} ms`,
    ratio,
    limit: 2.5,
    better: 'less',
    reason: 'a reading has two indexes and its origin, and what was there in its group is looked up first.',
  };
}

async function inFolder(work: (dir: string) => Promise<number>): Promise<number> {
  const { path, remove } = await temporaryFolder();
  try {
    return await work(path);
  } finally {
    await remove();
  }
}

async function ours(dir: string, pages: readonly string[], decode: DecodeMeasures): Promise<number> {
  const store = openBenchStore(dir);
  await store.lease.acquire({ host: 'bench', pid: process.pid, since: 0 });
  await store.people.put(USER, 'anna');
  const took = await time(async () => {
    let state = EMPTY_PERSON;
    for (const page of pages) {
      const { readings, groupIds } = decode(parse(page).body.measuregrps);
      const before = state;
      const latest = latestOf(readings, new Map(Object.entries(before.readings)));
      state = { ...before, readings: Object.fromEntries(latest) };
      await store.states.commit(USER, before, state, [{ feed: 'measures', put: readings, groups: [...groupIds] }]);
    }
  });
  await store.close();
  return took;
}

async function bareInserts(file: string, pages: readonly string[]): Promise<number> {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(
    `create table reading (metric integer, taken_at integer, group_id text, value any,
       primary key (metric, taken_at, group_id)) strict, without rowid`,
  );
  const insert = database.prepare('insert or replace into reading values (?, ?, ?, ?)');
  const took = await time(() => {
    for (const page of pages) {
      const { measuregrps } = parse(page).body;
      database.exec('begin');
      for (const { grpid, date, measures } of measuregrps) {
        for (const { type, value, unit } of measures) insert.run(type, date, String(grpid), value * 10 ** unit);
      }
      database.exec('commit');
    }
  });
  database.close();
  return took;
}

function pagesOf(groups: readonly MeasureGroup[]): string[] {
  return Array.from({ length: groups.length / PAGE }, (_, page) =>
    JSON.stringify({ status: 0, body: { measuregrps: groups.slice(page * PAGE, (page + 1) * PAGE) } }),
  );
}

function parse(page: string): Page {
  return JSON.parse(page);
}
