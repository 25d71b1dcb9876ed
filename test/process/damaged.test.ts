import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { STEPS } from '../../src/store/sqlite/schema.js';
import { rootPage } from '../stored.js';
import { asSynced, history, setUp } from './history-command.js';
import { withings2mqtt, world } from './world.js';

const DAMAGED =
  / error the store is damaged \(it is no database\) and kept as \S+data\/withings2mqtt\.db\.damaged-1; authorise each account: withings2mqtt auth ACCOUNT$/gm;

const LEFT =
  /cannot use \S+withings2mqtt\.db: it is damaged, or the disk failed to read it; put a backup in its place, or start the bridge, which keeps it aside and begins a new one/;

/** Of SQLite's user_version in its file. */
const VERSION_PLACE = 60;
const PAGE_BYTES = 4096;

describe('a store that is damaged', () => {
  it('is kept aside, once, with a new login asked for; then everything comes in again', async () => {
    const { config, authorize, data } = await world();
    await authorize();
    await withings2mqtt(['run', '--once', '-c', config]).exit;
    const text = 'no database '.repeat(1000);
    await writeFile(data('withings2mqtt.db'), text);

    const first = withings2mqtt(['run', '--once', '-c', config]);
    expect(await first.exit).toBe(1);
    const second = withings2mqtt(['run', '--once', '-c', config]);
    expect(await second.exit).toBe(1);

    expect(first.stderr().match(DAMAGED)).toHaveLength(1);
    expect(second.stderr()).not.toMatch(/damaged/);
    for (const { stderr } of [first, second])
      for (const name of ['anna', 'ben'])
        expect(stderr()).toMatch(new RegExp(` error ${name}: .*run: withings2mqtt auth ${name}$`, 'm'));
    expect(await readFile(data('withings2mqtt.db.damaged-1'), 'utf8')).toBe(text);

    await authorize();
    expect(await withings2mqtt(['run', '--once', '-c', config]).exit).toBe(0);
  });

  it.each([
    [['health']],
    [['check']],
    [['accounts', 'list']],
    [['accounts', 'rename', 'anna', 'clara']],
    [['accounts', 'remove', 'anna']],
    [['measures', 'anna']],
    [['export', 'anna']],
    [['store', 'copy', 'sqlite:', 'sqlite:OTHER']],
  ])('is left as it is by %s, which says so', async (command) => {
    const { config, data } = await world({ yaml: 'server: { enabled: false }\n' });
    await mkdir(data('.'));
    const files = { 'withings2mqtt.db': 'no database '.repeat(1000), 'withings2mqtt.db-wal': 'the log' };
    for (const [name, text] of Object.entries(files)) await writeFile(data(name), text);

    const program = withings2mqtt([...command.map((part) => part.replace('OTHER', data('other'))), '-c', config]);

    expect(await program.exit, program.output()).toBe(1);
    expect(program.output()).toMatch(LEFT);
    expect(await readdir(data('.'))).toEqual(Object.keys(files));
    for (const [name, text] of Object.entries(files)) expect(await readFile(data(name), 'utf8')).toBe(text);
  });

  it('is left as it is by history', async () => {
    const { here } = await setUp();
    await asSynced(here);
    await writeFile(here.data('withings2mqtt.db'), 'x'.repeat(5000));

    const { code, stderr } = await history(here);

    expect(code).toBe(1);
    expect(stderr).toMatch(LEFT);
    expect(await readFile(here.data('withings2mqtt.db'), 'utf8')).toBe('x'.repeat(5000));
  });

  it('in a table stops the bridge with what to do, and nothing is thrown away', async () => {
    const { config, authorize, data } = await world();
    await authorize();
    const path = data('withings2mqtt.db');
    const store = await readFile(path);
    const start = (rootPage(path, 'login') - 1) * PAGE_BYTES;
    await writeFile(path, Buffer.from(store).fill('x', start, start + PAGE_BYTES));

    const program = withings2mqtt(['run', '--once', '-c', config]);

    expect(await program.exit).toBe(1);
    expect(program.output()).toMatch(
      /cannot use \S+withings2mqtt\.db: it is damaged, or the disk failed to read it; .*, move it away, or put a backup in its place \(SQLITE_CORRUPT\)/,
    );
  });
});

describe('a store of a newer version', () => {
  it.each([[['run', '--once']], [['check']], [['measures', 'anna']], [['accounts', 'list']]])(
    'is left as it is by %s, which says what to do',
    async (command) => {
      const { config, authorize, data } = await world();
      await authorize();
      const path = data('withings2mqtt.db');
      const before = await readFile(path);
      before.writeUInt32BE(99, VERSION_PLACE);
      await writeFile(path, before);

      const program = withings2mqtt([...command, '-c', config]);

      expect(await program.exit).toBe(1);
      expect(program.output()).toContain(
        `${path} has version 99, written by a newer withings2mqtt (this one knows ${STEPS.length}); upgrade, or put a backup of the file in its place`,
      );
      expect(await readFile(path)).toEqual(before);
    },
  );
});

describe('a store that is not there', () => {
  it.each([
    [['health'], 1, /^FAIL: no bridge is running/],
    [['check'], 1, /^FAIL {2}login anna: not authorised yet; run: withings2mqtt auth anna$/m],
    [['accounts', 'list'], 0, /^anna {2}not authorised yet$/m],
    [['accounts', 'rename', 'anna', 'clara'], 2, /nobody is called anna here; known: nobody/],
    [['accounts', 'remove', 'anna'], 2, /nobody is called anna here; known: nobody/],
    [['measures', 'anna'], 1, /anna is not authorised yet; run: withings2mqtt auth anna/],
    [['export', 'anna'], 1, /nothing is kept of anna yet/],
  ] as const)('is not begun by %s', async (command, code, words) => {
    const { config, data } = await world({ yaml: 'server: { enabled: false }\n' });

    const program = withings2mqtt([...command, '-c', config]);

    expect(await program.exit, program.output()).toBe(code);
    expect(program.output()).toMatch(words);
    await expect(access(data('.'))).rejects.toThrow('ENOENT');
  });
});
