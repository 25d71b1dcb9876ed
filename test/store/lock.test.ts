import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FileSystem, nodeFileSystem } from '../../src/store/files.js';
import { acquireLock, DataFolderError, LockedError, type LockOptions } from '../../src/store/lock.js';
import { isHeld, lookUpProcess, type ProcessIdentity } from '../../src/store/lock-owner.js';
import { systemError, walkFaults, withFolder } from './faults.js';

const NOW = Date.UTC(2030, 0, 1);
const self: ProcessIdentity = { pid: 1, host: 'here', started: 'boot/200' };
const lockFile = (folder: string) => join(folder, 'lock');
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

async function writeLock(folder: string, content: unknown, ageMs = 0): Promise<void> {
  await writeFile(lockFile(folder), typeof content === 'string' ? content : JSON.stringify(content));
  await utimes(lockFile(folder), (NOW - ageMs) / 1000, (NOW - ageMs) / 1000);
}

const ownerIn = async (folder: string): Promise<unknown> => JSON.parse(await readFile(lockFile(folder), 'utf8'));

/** Options of a made-up system: what runs there, a clock and a heartbeat that the test drives. */
function system(running: Record<number, string | null> = {}, options: LockOptions = {}) {
  const clock = { now: NOW };
  const beats: (() => Promise<void>)[] = [];
  return {
    clock,
    beat: async () => {
      for (const beat of [...beats]) await beat();
    },
    options: {
      self,
      now: () => clock.now,
      lookUp: async (pid: number) => ({ exists: pid in running, started: running[pid] ?? null }),
      every: (_: number, task: () => Promise<void>) => {
        beats.push(task);
        return () => beats.splice(0);
      },
      ...options,
    } satisfies LockOptions,
  };
}

async function withChild(use: (child: ChildProcess & { pid: number }) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  try {
    await use(child as ChildProcess & { pid: number });
  } finally {
    await end(child);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

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
});

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

describe('isHeld', () => {
  const alive = (started: string | null) => async () => ({ exists: true, started });
  const gone = async () => ({ exists: false, started: null });
  const owner = { pid: 7, host: 'here', started: 'boot/100', token: 'x' };

  it.each([
    ['a running process', owner, 0, alive('boot/100'), true],
    ['a running process that was suspended', owner, 9e9, alive('boot/100'), true],
    ['no process', owner, 0, gone, false],
    ['its id used again', owner, 0, alive('boot/101'), false],
    ['a process of another user that hides its start', owner, 0, alive(null), true],
    ['a lock from before a restart of the machine', { ...owner, started: 'earlier/100' }, 0, alive('boot/100'), false],
    ['a system without start times', { ...owner, started: null }, 0, alive(null), true],
    ['our own id, from an earlier container', { ...owner, pid: 1 }, 0, alive('boot/200'), false],
    ['our own lock', { ...self, token: 'x' }, 9e9, gone, true],
    ['our own id, start unknown, fresh', { ...owner, pid: 1, started: null }, 1_000, gone, true],
    ['our own id, start unknown, old', { ...owner, pid: 1, started: null }, 120_000, gone, false],
    ['another host, fresh', { ...owner, host: 'there' }, 119_999, gone, true],
    ['another host, old', { ...owner, host: 'there' }, 120_000, alive('boot/100'), false],
    ['another host whose clock is ahead', { ...owner, host: 'there' }, -600_000, gone, true],
    ['garbage, fresh', undefined, 9_999, gone, true],
    ['garbage, old', undefined, 10_000, gone, false],
  ])('%s', async (_, holder, age, lookUp, expected) => {
    expect(await isHeld(holder, age, self, lookUp)).toBe(expected);
  });
});

describe('lookUpProcess', () => {
  it('tells this process from one that is not there', async () => {
    const ended = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(ended, 'exit');

    expect(await lookUpProcess(process.pid)).toMatchObject({ exists: true });
    expect(await lookUpProcess(ended.pid ?? 0)).toEqual({ exists: false, started: null });
  });

  it.runIf(process.platform === 'linux')('knows a start that stays the same', async () => {
    const { started } = await lookUpProcess(process.pid);

    expect(started).toMatch(/^[0-9a-f-]{36}\/\d+$/);
    expect((await lookUpProcess(process.pid)).started).toBe(started);
  });
});
