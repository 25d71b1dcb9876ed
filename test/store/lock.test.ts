import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FileSystem, nodeFileSystem } from '../../src/store/files.js';
import { acquireLock, DataFolderError, LockedError } from '../../src/store/lock.js';
import { lookUpProcess } from '../../src/store/lock-owner.js';
import { systemError, withFolder } from './faults.js';
import { failure, lockFile, ownerIn } from './lock-system.js';

describe('acquireLock', () => {
  it('makes the folder, says who holds it, and gives it back, twice if need be', () =>
    withFolder(async (parent) => {
      const folder = join(parent, 'data');

      const lock = await acquireLock(folder);

      expect(await readdir(folder)).toEqual(['lock']);
      const started = (await lookUpProcess(process.pid)).started;
      expect(await ownerIn(folder)).toMatchObject({ pid: process.pid, host: hostname(), started });
      await lock.release();
      await lock.release();
      expect(await readdir(folder)).toEqual([]);
    }));

  it('is won by exactly one of two in one process', () =>
    withFolder(async (folder) => {
      const results = await Promise.allSettled([acquireLock(folder), acquireLock(folder)]);

      const won = results.filter((result) => result.status === 'fulfilled');
      const lost = results.filter((result) => result.status === 'rejected');
      expect([won.length, lost.length]).toEqual([1, 1]);
      expect(lost[0]?.reason).toBeInstanceOf(LockedError);
      await won[0]?.value.release();
      await (await acquireLock(folder)).release();
      expect(await readdir(folder)).toEqual([]);
    }));

  it('locks a file system without links', () =>
    withFolder(async (folder) => {
      const fs: FileSystem = {
        ...nodeFileSystem,
        link: async () => {
          throw systemError('EPERM');
        },
      };

      const lock = await acquireLock(folder, { fs });

      expect(await failure(acquireLock(folder, { fs }))).toBeInstanceOf(LockedError);
      await lock.release();
      expect(await readdir(folder)).toEqual([]);
    }));

  it('knows its own lock when a network file system made the link but said no', () =>
    withFolder(async (folder) => {
      const fs: FileSystem = {
        ...nodeFileSystem,
        link: async (from, to) => {
          await nodeFileSystem.link(from, to);
          throw systemError('EEXIST');
        },
      };

      await (await acquireLock(folder, { fs })).release();

      expect(await readdir(folder)).toEqual([]);
    }));

  it.each([
    ['EACCES', 'this user has no permission to write there'],
    ['EROFS', 'the file system is read-only'],
    ['ENOSPC', 'there is no space left'],
  ])('explains %s', (code, reason) =>
    withFolder(async (folder) => {
      const fs: FileSystem = {
        ...nodeFileSystem,
        open: async () => {
          throw systemError(code);
        },
      };

      const error = await failure(acquireLock(folder, { fs }));

      expect(error).toBeInstanceOf(DataFolderError);
      expect((error as Error).message).toBe(`cannot use the data folder ${folder}: ${reason}`);
    }),
  );

  it('explains a file where the folder should be', () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, 'data'), '');

      await expect(acquireLock(join(folder, 'data'))).rejects.toThrow('it is not a folder');
    }));

  it('passes on what it has no sentence for', () =>
    withFolder(async (folder) => {
      await mkdir(lockFile(folder));

      await expect(acquireLock(folder)).rejects.toMatchObject({ code: 'EISDIR' });
    }));
});
