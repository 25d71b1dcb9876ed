import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { STEPS } from '../../src/store/sqlite/schema.js';
import { rootPage } from '../stored.js';
import { asSynced, history, setUp } from './history-command.js';
import { withings2mqtt, world } from './world.js';

const DAMAGED =
  / error the store is damaged \(it is no database\) and kept as \S+data\/withings2mqtt\.db\.damaged-1; authorise the accounts: withings2mqtt auth$/gm;

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

  it('is said before history goes on without it', async () => {
    const { here } = await setUp();
    await asSynced(here);
    await writeFile(here.data('withings2mqtt.db'), 'x'.repeat(5000));

    const { code, stderr } = await history(here);

    expect(code).toBe(1);
    expect(stderr.match(DAMAGED)).toHaveLength(1);
    expect(stderr).toMatch(/anna is not authorised yet/);
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
