import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NewerVersionError } from '../../src/store/document.js';
import { type FileSystem, nodeFileSystem } from '../../src/store/files.js';
import { type HistoryRecord, type OwnSpan, openHistoryStore } from '../../src/store/history.js';
import { faultyFileSystem, walkFaults, withFolder } from './faults.js';

const RECORD: HistoryRecord = {
  statistics: {
    withings_7001_weight: { since: 1_772_344_800, late: [1_772_348_400, 1_772_352_000] },
    withings_7001_activity_steps: { since: 1_772_344_800, late: [], base: { sum: -1234.5, firstDay: '2026-03-01' } },
  },
  accounts: { anna: { due: '2026-02-28' }, ben: {} },
};
const EMPTY: HistoryRecord = { statistics: {}, accounts: {} };
const SPAN: OwnSpan = { since: 3600, late: [] };

function setUp(dataDir: string, fs: FileSystem = nodeFileSystem) {
  const damages: string[][] = [];
  const store = openHistoryStore(dataDir, (reason, keptAs) => damages.push([reason, keptAs]), fs);
  return { store, damages, path: join(dataDir, 'history.json') };
}

const save = (store: ReturnType<typeof openHistoryStore>, record: HistoryRecord) => store.update(() => record);
const note = (key: string) => (record: HistoryRecord) => ({
  ...record,
  statistics: { ...record.statistics, [key]: SPAN },
});

describe('openHistoryStore', () => {
  it('starts with nothing, and makes no file for it', () =>
    withFolder(async (folder) => {
      const { store, damages } = setUp(folder);

      expect(await store.load()).toEqual(EMPTY);
      expect(damages).toEqual([]);
      expect(await readdir(folder)).toEqual([]);
    }));

  it('gives back what was noted, to the last field, at once and to the next process', () =>
    withFolder(async (folder) => {
      const { store } = setUp(folder);

      await save(store, RECORD);

      expect(await store.load()).toEqual(RECORD);
      expect(await setUp(folder).store.load()).toEqual(RECORD);
    }));

  it('loses no change of many that are made at the same time', () =>
    withFolder(async (folder) => {
      const { store } = setUp(folder);
      const keys = Array.from({ length: 20 }, (_, index) => `one_${index}`);

      await Promise.all(keys.map((key) => store.update(note(key))));

      expect(Object.keys((await store.load()).statistics)).toEqual(keys);
      expect(await setUp(folder).store.load()).toEqual(await store.load());
    }));

  it('keeps to the order of changes, however long a write takes', () =>
    withFolder(async (folder) => {
      let isFirst = true;
      const { store } = setUp(folder, {
        ...nodeFileSystem,
        async rename(from, to) {
          const isSlow = isFirst;
          isFirst = false;
          for (let turn = 0; isSlow && turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
          await nodeFileSystem.rename(from, to);
        },
      });

      await Promise.all(['a', 'b', 'c'].map((key) => store.update(note(key))));

      expect(Object.keys((await setUp(folder).store.load()).statistics)).toEqual(['a', 'b', 'c']);
    }));

  it('changes nothing when a change throws, and takes the next one', () =>
    withFolder(async (folder) => {
      const { store } = setUp(folder);
      await save(store, RECORD);
      const throwing = () => {
        throw new Error('made by the test');
      };

      await expect(store.update(throwing)).rejects.toThrow('made by the test');
      await store.update(note('next'));

      expect(await setUp(folder).store.load()).toEqual(note('next')(RECORD));
    }));

  it('writes nothing when nothing has changed', () =>
    withFolder(async (folder) => {
      const fs = faultyFileSystem();
      const { store } = setUp(folder, fs);
      await save(store, RECORD);
      fs.log.length = 0;

      await store.update((record) => record);
      await store.update((record) => ({ ...record }));

      expect(fs.log).toEqual([]);
    }));

  it.each([
    ['half of it', JSON.stringify({ version: 1, ...RECORD }).slice(0, 90), 'it is not JSON'],
    ['nothing', '', 'the file is empty'],
    ['no version', '{"statistics":{},"accounts":{}}', /^version: /],
    ['another shape', '{"version":1,"statistics":[],"accounts":{}}', /^statistics: /],
    ['a span without a time', '{"version":1,"statistics":{"a":{"late":[]}},"accounts":{}}', /^statistics\.a\.since: /],
  ])('keeps a file aside that holds %s, says so, and starts afresh', (_, text, reason) =>
    withFolder(async (folder) => {
      const { store, damages, path } = setUp(folder);
      await writeFile(path, text);

      expect(await store.load()).toEqual(EMPTY);

      expect(damages).toEqual([[expect.stringMatching(reason), `${path}.damaged-1`]]);
      expect(await readFile(`${path}.damaged-1`, 'utf8')).toBe(text);
      expect(await readdir(folder)).toEqual(['history.json.damaged-1']);
      await save(store, RECORD);
      expect(await setUp(folder).store.load()).toEqual(RECORD);
    }),
  );

  it('leaves a file of a newer version where it is, and does not write over it', () =>
    withFolder(async (folder) => {
      const { store, damages, path } = setUp(folder);
      await writeFile(path, '{"version":2}');

      await expect(store.load()).rejects.toBeInstanceOf(NewerVersionError);
      await expect(store.update(() => RECORD)).rejects.toBeInstanceOf(NewerVersionError);

      expect(damages).toEqual([]);
      expect(await readFile(path, 'utf8')).toBe('{"version":2}');
    }));

  it('says when the file cannot be read', () =>
    withFolder(async (folder) => {
      const { store, path } = setUp(folder);
      await mkdir(path);

      await expect(store.load()).rejects.toThrow(/history\.json: EISDIR/);
    }));

  it('has the old notes or the new ones, whatever fails, and the next change brings all', async () => {
    const operations = await walkFaults((fs, { kind }) =>
      withFolder(async (folder) => {
        await save(setUp(folder).store, RECORD);
        const { store } = setUp(folder, fs);

        const failed = await store.update(note('next')).then(
          () => false,
          () => true,
        );

        const next = note('next')(RECORD);
        expect(failed ? [RECORD, next] : [next]).toContainEqual(await setUp(folder).store.load());
        if (kind === 'kill') return;
        // Whoever could not read starts again.
        const again = (await store.load().catch(() => undefined)) ? store : setUp(folder).store;
        await again.update(note('next'));
        expect(await setUp(folder).store.load()).toEqual(next);
      }),
    );
    expect(operations).toBeGreaterThan(5);
  });

  it('removes what a crashed write has left when it first writes, and nothing else', () =>
    withFolder(async (folder) => {
      const names = ['.history.json.1-ab.tmp', '.tokens.json.1-ab.tmp', 'notes'];
      for (const name of names) await writeFile(join(folder, name), '');
      const { store } = setUp(folder);

      await store.load();
      expect(await readdir(folder)).toHaveLength(3);
      await save(store, RECORD);

      expect((await readdir(folder)).toSorted()).toEqual(['.tokens.json.1-ab.tmp', 'history.json', 'notes']);
    }));
});
