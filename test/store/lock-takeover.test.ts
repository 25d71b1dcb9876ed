import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FileSystem, nodeFileSystem } from '../../src/store/files.js';
import { acquireLock, LockedError } from '../../src/store/lock.js';
import { lookUpProcess } from '../../src/store/lock-owner.js';
import { systemError, walkFaults, withFolder } from './faults.js';
import { end, failure, lockFile, NOW, ownerIn, self, system, withChild, writeLock } from './lock-system.js';

describe('acquireLock over the lock of another process', () => {
  it('is won by exactly one of many when a dead lock is in the way', () =>
    withFolder(async (folder) => {
      await writeLock(folder, { ...self, started: 'earlier/1', token: 'dead' });
      const { options } = system();

      const results = await Promise.allSettled(Array.from({ length: 8 }, () => acquireLock(folder, options)));

      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
      expect(await readdir(folder)).toEqual(['lock']);
    }));

  it('leaves a dead lock to the process that is taking it over, unless that one is dead too', () =>
    withFolder(async (folder) => {
      const dead = { pid: 7, host: 'here', started: 'boot/1', token: 'dead' };
      await writeLock(folder, dead);
      await writeFile(join(folder, '.lock.takeover'), JSON.stringify({ ...dead, pid: 8, token: 'taking over' }));

      const error = await failure(acquireLock(folder, system({ 8: 'boot/1' }).options));
      expect((error as Error).message).toBe(`another withings2mqtt is using ${folder}; stop it first`);
      expect(await ownerIn(folder)).toEqual(dead);

      await acquireLock(folder, system().options);
      expect(await ownerIn(folder)).toMatchObject(self);
      expect(await readdir(folder)).toEqual(['lock']);
    }));

  it('respects a living process and takes over from a dead one at once', () =>
    withFolder((folder) =>
      withChild(async (child) => {
        const { started } = await lookUpProcess(child.pid);
        const content = JSON.stringify({ pid: child.pid, host: hostname(), started, token: 'theirs' });
        await writeFile(lockFile(folder), content);

        const error = await failure(acquireLock(folder));

        expect(error).toBeInstanceOf(LockedError);
        expect((error as Error).message).toBe(
          `another withings2mqtt (pid ${child.pid}) is using ${folder}; stop it first`,
        );
        expect(await readFile(lockFile(folder), 'utf8')).toBe(content);

        await end(child);
        const lock = await acquireLock(folder);
        expect(await ownerIn(folder)).toMatchObject({ pid: process.pid });
        await lock.release();
      }),
    ));

  it.runIf(process.platform === 'linux')('sees through a process id that is used again', () =>
    withFolder((folder) =>
      withChild(async (child) => {
        const { started } = await lookUpProcess(child.pid);
        await writeLock(folder, { pid: child.pid, host: hostname(), started: `${started}0`, token: 'theirs' });

        await (await acquireLock(folder)).release();
      }),
    ),
  );

  it('waits 2 minutes for another host', () =>
    withFolder(async (folder) => {
      await writeLock(folder, { pid: 1, host: 'there', started: 'boot/100', token: 'theirs' }, 119_000);
      const { options, clock } = system();

      const error = await failure(acquireLock(folder, options));
      expect(String(error)).toMatch(
        /another withings2mqtt \(pid 1 on there\) is using .* stop it first \(if it crashed/,
      );

      clock.now += 2_000;
      await acquireLock(folder, options);
      expect(await ownerIn(folder)).toMatchObject(self);
    }));

  it.each(['', '{"pid":', '{"pid":-1,"host":"here","started":null,"token":"x"}'])(
    'takes garbage for a lock only while it may be half written: %j',
    (garbage) =>
      withFolder(async (folder) => {
        await writeLock(folder, garbage, 9_000);
        const { options, clock } = system();

        const error = await failure(acquireLock(folder, options));
        expect((error as Error).message).toBe(`another withings2mqtt is using ${folder}; stop it first`);

        clock.now += 2_000;
        await acquireLock(folder, options);
        expect(await readdir(folder)).toEqual(['lock']);
      }),
  );

  it('puts a lock back that another process made while it judged the old one', () =>
    withFolder(async (folder) => {
      await writeLock(folder, { pid: 7, host: 'here', started: 'boot/1', token: 'dead' });
      const theirs = { pid: 8, host: 'here', started: 'boot/2', token: 'quicker' };
      const fs: FileSystem = {
        ...nodeFileSystem,
        rename: async (from, to) => {
          await writeLock(folder, theirs);
          await nodeFileSystem.rename(from, to);
        },
      };

      const error = await failure(acquireLock(folder, system({ 8: 'boot/2' }, { fs }).options));

      expect((error as Error).message).toContain('(pid 8)');
      expect(await ownerIn(folder)).toEqual(theirs);
      expect(await readdir(folder)).toEqual(['lock']);
    }));

  it('never shuts out the next start, whatever operation fails or is the last', async () => {
    const steps = await walkFaults((fs, fault) =>
      withFolder(async (folder) => {
        await writeLock(folder, { pid: 7, host: 'here', started: 'boot/1', token: 'dead' });
        const first = { pid: 8, host: 'here', started: 'boot/8' };

        const error = await failure(acquireLock(folder, system({}, { fs, self: first }).options));
        if (error === undefined) expect(await ownerIn(folder)).toMatchObject(first);

        const alive = error === undefined && fault.kind === 'fail' ? { 8: 'boot/8' } : {};
        const next = await failure(acquireLock(folder, system(alive).options));
        if (8 in alive) expect(next).toBeInstanceOf(LockedError);
        else expect(next).toBeUndefined();
      }),
    );
    expect(steps).toBeGreaterThan(10);
  });

  it('never harms a living lock, whatever operation fails or is the last', async () => {
    await walkFaults((fs) =>
      withFolder(async (folder) => {
        const theirs = { pid: 7, host: 'here', started: 'boot/1', token: 'theirs' };
        await writeLock(folder, theirs);

        expect(await failure(acquireLock(folder, system({ 7: 'boot/1' }, { fs }).options))).toBeInstanceOf(Error);

        expect(await ownerIn(folder)).toEqual(theirs);
      }),
    );
  });

  it('removes what dead starts left behind, and nothing of a living one', () =>
    withFolder(async (folder) => {
      const write = async (name: string, content: string, ageMs: number) => {
        await writeFile(join(folder, name), content);
        await utimes(join(folder, name), (NOW - ageMs) / 1000, (NOW - ageMs) / 1000);
      };
      const draft = (pid: number) => JSON.stringify({ pid, host: 'here', started: 'boot/1', token: 'x' });
      await write('.lock.7-a.tmp', draft(7), 0);
      await write('.lock.7-a-dead.tmp', draft(7), 0);
      await write('.lock.8-b.tmp', draft(8), 60_000);
      await write('.lock.9-c.tmp', '', 9_000);
      await write('.lock.9-d.tmp', '{"pi', 11_000);
      await write('.tokens.json.7-e.tmp', '{', 60_000);

      await acquireLock(folder, system({ 8: 'boot/1' }).options);

      expect((await readdir(folder)).sort()).toEqual([
        '.lock.8-b.tmp',
        '.lock.9-c.tmp',
        '.tokens.json.7-e.tmp',
        'lock',
      ]);
    }));

  it('holds the lock even if nothing can be tidied up', () =>
    withFolder(async (folder) => {
      const fs: FileSystem = {
        ...nodeFileSystem,
        readFolder: async () => {
          throw systemError('EIO');
        },
      };

      await acquireLock(folder, system({}, { fs }).options);

      expect(await ownerIn(folder)).toMatchObject(self);
    }));
});
