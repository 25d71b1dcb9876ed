import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readLoginProblem } from '../../src/store/login-problem.js';

async function folder(text?: string): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'withings2mqtt-test-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  if (text !== undefined) await writeFile(join(path, 'state.json'), text);
  return path;
}

const state = (anna: object) => JSON.stringify({ version: 1, instance: 'i', accounts: { anna } });

describe('what the bridge noted of a login', () => {
  it('is read from the state', async () => {
    expect(await readLoginProblem(await folder(state({ loginProblem: 'withdrawn' })), 'anna')).toBe('withdrawn');
  });

  it.each([
    ['there is none', state({})],
    ['it is nonsense', state({ loginProblem: 7 })],
    ['the account is unknown', JSON.stringify({ version: 1, accounts: {} })],
    ['there is no file', undefined],
    ['the file is damaged', '{"version":1,'],
    ['the file is of a newer version', '{"version":99}'],
  ])('is nothing where %s, and nothing is changed', async (_, text) => {
    const path = await folder(text);
    const before = await readdir(path);

    expect(await readLoginProblem(path, 'anna')).toBeUndefined();
    expect(await readdir(path)).toEqual(before);
  });
});
