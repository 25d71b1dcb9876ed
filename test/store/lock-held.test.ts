import { readdir, stat, unlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type FileSystem, nodeFileSystem } from '../../src/store/files.js';
import { acquireLock } from '../../src/store/lock.js';
import { systemError, withFolder } from './faults.js';
import { lockFile, NOW, ownerIn, self, system, writeLock } from './lock-system.js';

describe('a lock that is held', () => {
  it('is touched at every heartbeat, by the clock it was given', () =>
    withFolder(async (folder) => {
      const { options, clock, beat } = system();
      await acquireLock(folder, options);
      expect((await stat(lockFile(folder))).mtimeMs).toBe(NOW);

      clock.now += 30_000;
      await beat();

      expect((await stat(lockFile(folder))).mtimeMs).toBe(NOW + 30_000);
    }));

  it('comes back after somebody removed the file', () =>
    withFolder(async (folder) => {
      const { options, beat } = system();
      const lock = await acquireLock(folder, options);
      await unlink(lockFile(folder));

      await beat();

      expect(await ownerIn(folder)).toMatchObject(self);
      await lock.release();
      expect(await readdir(folder)).toEqual([]);
    }));

  it('tells once when another process took it, and does not take it back or remove it', () =>
    withFolder(async (folder) => {
      let lost = 0;
      const { options, beat } = system({}, { onLost: () => lost++ });
      const lock = await acquireLock(folder, options);
      const theirs = { pid: 9, host: 'there', started: null, token: 'theirs' };
      await writeLock(folder, theirs, 5_000);

      await beat();
      await beat();
      await lock.release();

      expect(lost).toBe(1);
      expect(await ownerIn(folder)).toEqual(theirs);
      expect((await stat(lockFile(folder))).mtimeMs).toBe(NOW - 5_000);
    }));

  it('survives a heartbeat that fails', () =>
    withFolder(async (folder) => {
      const fs: FileSystem = { ...nodeFileSystem };
      const { options, beat } = system({}, { fs, onLost: () => expect.unreachable() });
      const lock = await acquireLock(folder, options);
      fs.readFile = async () => {
        throw systemError('EIO');
      };
      await beat();
      fs.readFile = nodeFileSystem.readFile;

      await lock.release();

      expect(await readdir(folder)).toEqual([]);
    }));
});
