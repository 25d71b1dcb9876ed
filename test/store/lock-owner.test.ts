import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { isHeld, lookUpProcess } from '../../src/store/lock-owner.js';
import { self } from './lock-system.js';

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
