import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NewerVersionError } from '../../src/store/document.js';
import { type FileSystem, nodeFileSystem } from '../../src/store/files.js';
import { openStateStore, type State } from '../../src/store/state.js';
import { faultyFileSystem, walkFaults, withFolder } from './faults.js';

const READING = {
  metric: 'weight',
  account: 'anna',
  value: 72.35,
  unit: 'kg',
  takenAt: 1_772_345_525,
  createdAt: 1_772_345_530,
  modifiedAt: 1_772_345_535,
  attribution: 0,
  deviceId: 'f00d',
  deviceModel: 'Body+',
  groupId: '42',
  source: 'getmeas/1',
};
const DEVICE = { id: 'f00d', model: 'Body+', battery: 'high' };

const STATE = {
  version: 1,
  instance: 'a1b2',
  accounts: {
    anna: {
      userId: '1234567',
      zone: 'Europe/Berlin',
      readings: {
        weight: READING,
        fat_mass: { ...READING, metric: 'fat_mass', value: null, takenAt: 0, attribution: null, groupId: null },
        afib_ecg: { ...READING, metric: 'afib_ecg', value: 'negative' },
      },
      devices: { f00d: { device: DEVICE, readings: { battery: { ...READING, metric: 'battery', value: 'high' } } } },
      feeds: {
        measures: { cursor: 5, lastSuccess: 6, lastError: 'x', windowRead: 7, ignored: '1,10' },
        goals: {},
      },
    },
    ben: { readings: {}, devices: {}, feeds: {} },
  },
} as unknown as State;

function setUp(dataDir: string, fs: FileSystem = nodeFileSystem) {
  const damages: string[][] = [];
  const store = openStateStore({
    dataDir,
    fs,
    newInstance: () => 'fresh',
    onDamaged: (reason, keptAs) => damages.push([reason, keptAs]),
  });
  return { store, damages, path: join(dataDir, 'state.json') };
}

describe('openStateStore', () => {
  it('starts with nothing but an instance of its own', () =>
    withFolder(async (folder) => {
      const { store, damages } = setUp(folder);

      expect(await store.load()).toEqual({ version: 1, instance: 'fresh', accounts: {} });
      expect(damages).toEqual([]);
      expect(await readdir(folder)).toEqual([]);
    }));

  it('gives back what was saved, to the last field', () =>
    withFolder(async (folder) => {
      await setUp(folder).store.save(STATE);

      expect(await setUp(folder).store.load()).toEqual(STATE);
    }));

  it('writes nothing when nothing has changed', () =>
    withFolder(async (folder) => {
      await setUp(folder).store.save(STATE);
      const fs = faultyFileSystem();
      const { store } = setUp(folder, fs);
      const state = await store.load();
      fs.log.length = 0;

      await store.save(state);
      await store.save({ ...state });
      expect(fs.log).toEqual([]);
      await store.save({ ...state, instance: 'other' });
      expect(fs.log).toContain('rename');
      fs.log.length = 0;
      await store.save({ ...state, instance: 'other' });

      expect(fs.log).toEqual([]);
    }));

  it('keeps to the order of saving, however long a write takes', () =>
    withFolder(async (folder) => {
      const releases: (() => void)[] = [];
      const { store } = setUp(folder, {
        ...nodeFileSystem,
        async rename(from, to) {
          if (releases.length === 0) await new Promise<void>((resolve) => releases.push(resolve));
          await nodeFileSystem.rename(from, to);
        },
      });

      const saves = ['a', 'b', 'c'].map((instance) => store.save({ ...STATE, instance }));
      while (releases.length === 0) await new Promise((resolve) => setImmediate(resolve));
      await Promise.race([saves[2], new Promise((resolve) => setTimeout(resolve, 20))]);
      releases[0]?.();
      await Promise.all(saves);

      expect((await setUp(folder).store.load()).instance).toBe('c');
    }));

  it.each([
    ['half of it', JSON.stringify(STATE).slice(0, 200), 'it is not JSON'],
    ['nothing', '', 'the file is empty'],
    ['another shape', '{"version":1,"instance":"x","accounts":[]}', /^accounts: /],
    ['no instance', '{"version":1,"instance":"","accounts":{}}', /^instance: /],
    ['no version', '{"instance":"x","accounts":{}}', /^version: /],
    [
      'a reading without a time',
      JSON.stringify(STATE).replace('"takenAt":1772345525,', ''),
      /readings\.weight\.takenAt: /,
    ],
  ])('sets aside a file that holds %s, says so, and starts afresh', (_, text, reason) =>
    withFolder(async (folder) => {
      const { store, damages, path } = setUp(folder);
      await writeFile(path, text);

      expect(await store.load()).toEqual({ version: 1, instance: 'fresh', accounts: {} });

      expect(damages).toEqual([[expect.stringMatching(reason), `${path}.damaged-1`]]);
      expect(await readFile(`${path}.damaged-1`, 'utf8')).toBe(text);
      expect(await readdir(folder)).toEqual(['state.json.damaged-1']);
      await store.save(STATE);
      expect(await setUp(folder).store.load()).toEqual(STATE);
    }),
  );

  it('leaves a file of a newer version where it is', () =>
    withFolder(async (folder) => {
      const { store, damages, path } = setUp(folder);
      await writeFile(path, '{"version":2}');

      await expect(store.load()).rejects.toBeInstanceOf(NewerVersionError);

      expect(damages).toEqual([]);
      expect(await readFile(path, 'utf8')).toBe('{"version":2}');
    }));

  it('says when the file cannot be read', () =>
    withFolder(async (folder) => {
      const { store, path } = setUp(folder);
      await mkdir(path);

      await expect(store.load()).rejects.toThrow(/state\.json: EISDIR/);
    }));

  it('has the old state or the new one, whatever fails, and saves the next time', async () => {
    const next = { ...STATE, instance: 'next' };
    const operations = await walkFaults((fs, { kind }) =>
      withFolder(async (folder) => {
        await setUp(folder).store.save(STATE);
        const { store } = setUp(folder, fs);

        const failed = await store.save(next).then(
          () => false,
          () => true,
        );

        expect(failed ? [STATE, next] : [next]).toContainEqual(await setUp(folder).store.load());
        if (kind === 'fail') {
          await store.save(next);
          expect(await setUp(folder).store.load()).toEqual(next);
        }
      }),
    );
    expect(operations).toBeGreaterThan(5);
  });

  it('removes what a crashed write has left when it first writes, and nothing else', () =>
    withFolder(async (folder) => {
      const names = ['.state.json.1-ab.tmp', '.tokens.json.1-ab.tmp', 'notes'];
      for (const name of names) await writeFile(join(folder, name), '');
      const { store } = setUp(folder);

      await store.load();
      expect(await readdir(folder)).toHaveLength(3);
      await store.save(STATE);

      expect((await readdir(folder)).toSorted()).toEqual(['.tokens.json.1-ab.tmp', 'notes', 'state.json']);
    }));
});
