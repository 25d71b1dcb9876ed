import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openExistingSqlite, openSqlite } from '../../../src/store/sqlite/database.js';
import { STEPS as RELEASED } from '../../../src/store/sqlite/schema.js';

const STEPS = ['create table a (x text)', "insert into a values ('two')"];

describe('the file of the store', () => {
  let dataDir: string;
  let damaged: string[];
  beforeEach(() => {
    dataDir = join(mkdtempSync(join(tmpdir(), 'store-')), 'data');
    damaged = [];
  });
  afterEach(() => rmSync(join(dataDir, '..'), { recursive: true }));
  const open = (steps: readonly string[] = STEPS, folder = dataDir) =>
    openSqlite({ dataDir: folder, steps, onDamaged: (reason, keptAs) => damaged.push(`${reason}: ${keptAs}`) });
  const file = () => join(dataDir, 'withings2mqtt.db');

  it('is for this user alone, with all that SQLite keeps beside it', () => {
    const umask = process.umask(0);
    try {
      const sqlite = open();
      sqlite.run("insert into a values ('x')");
      const modes = readdirSync(dataDir).map((name) => (statSync(join(dataDir, name)).mode & 0o777).toString(8));
      expect(modes.length).toBeGreaterThan(1);
      expect(new Set(modes)).toEqual(new Set(['600']));
      expect((statSync(dataDir).mode & 0o777).toString(8)).toBe('700');
      sqlite.close();
    } finally {
      process.umask(umask);
    }
  });

  it('has a log that begins anew before it is long, however much is written', () => {
    const sqlite = open();
    for (let count = 0; count < 1000; count++) sqlite.run("insert into a values ('x')");
    expect(statSync(`${file()}-wal`).size).toBeLessThan(1_100_000);
    sqlite.close();
  });

  it('is brought up step by step, each step once', () => {
    open(STEPS.slice(0, 1)).close();
    open().close();
    const sqlite = open();
    expect(sqlite.all('select x from a')).toMatchObject([{ x: 'two' }]);
    sqlite.close();
  });

  it('has notes about statistics by person, which stood by entity', () => {
    const old = open(RELEASED.slice(0, 3));
    old.run(
      "insert into person (id, user_id, name) values (1, '7', 'anna'), (2, '70', 'ben'), (3, 'new/cleo', 'cleo')",
    );
    for (const id of ['withings_7_weight', 'withings_7_heart_rate', 'withings_70_weight', 'withings_8_weight'])
      old.run('insert into statistic values (?, ?)', id, id);
    old.close();
    const sqlite = open(RELEASED);
    expect(sqlite.all('select * from statistic order by 1, 2')).toMatchObject([
      { person: 1, metric: 'heart_rate', body: 'withings_7_heart_rate' },
      { person: 1, metric: 'weight', body: 'withings_7_weight' },
      { person: 2, metric: 'weight', body: 'withings_70_weight' },
    ]);
    sqlite.close();
  });

  it('of a newer version is left as it is', () => {
    open().close();
    const before = readFileSync(file());
    expect(() => open(STEPS.slice(0, 1))).toThrow(
      /has version 2, written by a newer withings2mqtt \(this one knows 1\)/,
    );
    expect(readFileSync(file())).toEqual(before);
  });

  it('that is no database is kept under another name, and a new one begins', () => {
    for (const text of ['first', 'second']) {
      mkdirSync(dataDir, { recursive: true });
      writeFileSync(file(), text.repeat(2000));
      open().close();
    }
    expect(damaged).toEqual([`it is no database: ${file()}.damaged-1`, `it is no database: ${file()}.damaged-2`]);
    expect(readFileSync(`${file()}.damaged-1`, 'utf8')).toContain('first');
    expect(readFileSync(`${file()}.damaged-2`, 'utf8')).toContain('second');
  });

  it.each([
    ['no folder', false],
    ['no file', true],
  ])('is begun by nobody who only looks, where there is %s', (_, hasFolder) => {
    if (hasFolder) mkdirSync(dataDir);
    const sqlite = openExistingSqlite({ dataDir, steps: STEPS });
    expect(sqlite.all('select x from a')).toMatchObject([{ x: 'two' }]);
    sqlite.close();
    expect(readdirSync(join(dataDir, '..'), { recursive: true })).toEqual(hasFolder ? ['data'] : []);
  });

  it('that is empty is begun by nobody who only looks', () => {
    mkdirSync(dataDir);
    writeFileSync(file(), '');
    openExistingSqlite({ dataDir, steps: STEPS }).close();
    expect(readFileSync(file(), 'utf8')).toBe('');
  });

  it('that is no database stays as it is for who only looks', () => {
    mkdirSync(dataDir);
    writeFileSync(file(), 'no database '.repeat(1000));
    expect(() => openExistingSqlite({ dataDir, steps: STEPS })).toThrow(
      `cannot use ${file()}: it is damaged, or the disk failed to read it; put a backup in its place`,
    );
    expect(readdirSync(dataDir)).toEqual(['withings2mqtt.db']);
  });

  it.each([
    ['a file where the folder should be', (path: string) => writeFileSync(path, ''), 'something else in its place'],
    [
      'a folder in its place',
      (path: string) => mkdirSync(join(path, 'withings2mqtt.db'), { recursive: true }),
      'cannot use',
    ],
  ])('says what is wrong with %s, also to who only looks', (_, make, words) => {
    make(dataDir);
    expect(() => openExistingSqlite({ dataDir, steps: STEPS })).toThrow(words);
  });

  it('that is no database takes along all that SQLite keeps beside it', () => {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file(), 'no database '.repeat(1000));
    // As one that is over: SQLite leaves it where it is.
    const journal = Buffer.alloc(512);
    writeFileSync(`${file()}-journal`, journal);

    open().close();

    expect(readFileSync(`${file()}.damaged-1-journal`)).toEqual(journal);
    expect(readdirSync(dataDir)).not.toContain('withings2mqtt.db-journal');
  });

  it.each([
    ['a file where the folder should be', (path: string) => writeFileSync(path, ''), 'something else in its place'],
    ['a link that goes round', (path: string) => symlinkSync(path, path), 'cannot use'],
  ])('says what is wrong with %s', (_, make, words) => {
    make(dataDir);
    expect(() => open()).toThrow(words);
  });

  it('says when a folder stands in its place', () => {
    mkdirSync(file(), { recursive: true });
    expect(() => open()).toThrow(`cannot use ${file()}: there is something else in its place`);
  });

  it('takes back what a transaction did before it failed', () => {
    const sqlite = open();
    const work = () => {
      sqlite.run("insert into a values ('lost')");
      throw new Error('no');
    };
    expect(() => sqlite.transaction(work)).toThrow('no');
    expect(sqlite.all("select x from a where x = 'lost'")).toEqual([]);
    sqlite.close();
  });

  it('on a disk that is full says so, and takes more as soon as there is room', () => {
    const sqlite = open();
    const fill = () => {
      for (let row = 0; row < 100; row++) sqlite.run('insert into a values (?)', 'x'.repeat(5000));
    };
    sqlite.all('pragma max_page_count = 10');
    expect(() => sqlite.transaction(fill)).toThrow(`cannot use ${file()}: the disk is full; make room (SQLITE_FULL)`);
    sqlite.all('pragma max_page_count = 1000');
    sqlite.transaction(fill);
    expect(sqlite.all('select x from a')).toHaveLength(101);
  });

  it('is made once by many processes that begin at the same time', async () => {
    const module = new URL('../../../dist/store/sqlite/index.js', import.meta.url).href;
    const script = `import { openSqliteStore } from ${JSON.stringify(module)};
      const store = openSqliteStore({ dataDir: process.argv[1], onDamaged: console.error, clock: Date.now, sleep: async () => {} });
      const instance = await store.settings.instance();
      const had = await store.lease.acquire({ host: 'a', pid: process.pid, since: 0 }).then(() => 'lease', () => '');
      console.log(instance + ' ' + had); process.stdin.resume(); process.stdin.on('end', () => process.exit());`;
    const children = Array.from({ length: 5 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    const lines = await Promise.all(children.map(async ({ stdout }) => String((await once(stdout, 'data'))[0]).trim()));
    expect(new Set(lines.map((line) => line.slice(0, 8))).size).toBe(1);
    expect(lines.filter((line) => line.endsWith('lease'))).toHaveLength(1);
    for (const child of children) child.stdin.end();
    await Promise.all(children.map((child) => once(child, 'exit')));
  });
});
