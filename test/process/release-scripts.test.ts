import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { folder } from './world.js';

const APP = 'name: Withings\nversion: "0.0.0"\nslug: withings2mqtt\n';

function script(name: string, ...args: string[]) {
  const path = fileURLToPath(new URL(`../../scripts/${name}`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

function git(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout;
}

describe('scripts/release-notes.mjs', () => {
  it('stops a release whose tag is not of this version', () => {
    const { status, stdout, stderr } = script('release-notes.mjs', 'v9.9.9');

    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^release-notes: the tag is v9\.9\.9, but package\.json has version \d+\.\d+\.\d+\n$/);
  });
});

describe('scripts/publish-app.mjs', () => {
  async function world() {
    const [app, remote] = [await folder(), join(await folder(), 'app.git')];
    git(app, 'init', '--quiet', '--bare', '--initial-branch', 'main', remote);
    await mkdir(join(app, 'withings2mqtt'));
    await writeFile(join(app, 'repository.yaml'), 'name: x\n');
    await writeFile(join(app, 'withings2mqtt/config.yaml'), APP);
    await writeFile(join(app, 'withings2mqtt/old.txt'), 'old\n');
    return { app, remote, show: (path: string) => git(remote, 'show', `main:${path}`) };
  }

  it('fills an empty repository, then changes what differs, and removes what is gone', async () => {
    const { app, remote, show } = await world();

    expect(script('publish-app.mjs', remote, '0.2.0', app)).toMatchObject({ status: 0 });
    expect(show('withings2mqtt/config.yaml')).toBe(APP.replace('0.0.0', '0.2.0'));
    expect(show('withings2mqtt/old.txt')).toBe('old\n');

    await rm(join(app, 'withings2mqtt/old.txt'));
    await writeFile(join(app, 'withings2mqtt/DOCS.md'), 'new\n');
    expect(script('publish-app.mjs', remote, '0.3.0', app)).toMatchObject({ status: 0, stderr: '' });
    expect(show('withings2mqtt/').split('\n').filter(Boolean).slice(1)).toEqual(['DOCS.md', 'config.yaml']);
    expect(git(remote, 'log', '--format=%s', 'main')).toBe('withings2mqtt 0.3.0\nwithings2mqtt 0.2.0\n');
    expect(await readFile(join(app, 'withings2mqtt/config.yaml'), 'utf8')).toBe(APP);
  });

  it('makes no second commit of the same', async () => {
    const { app, remote } = await world();
    script('publish-app.mjs', remote, '0.2.0', app);

    expect(script('publish-app.mjs', remote, '0.2.0', app)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('already'),
    });
    expect(git(remote, 'log', '--format=%s', 'main')).toBe('withings2mqtt 0.2.0\n');
  });

  it.each([[[]], [['/tmp/x']], [['/tmp/x', 'v0.2.0']]])('wants a remote and a version, not %j', (args) => {
    expect(script('publish-app.mjs', ...args)).toMatchObject({ status: 2 });
  });
});

describe('scripts/owner.mjs', () => {
  it('changes the tracked files of a repository, and says which', async () => {
    const root = await folder();
    git(root, 'init', '--quiet');
    await writeFile(join(root, 'package.json'), '{"repository":{"url":"git+https://github.com/old/x.git"}}');
    await writeFile(join(root, 'other.md'), 'old\n');
    await writeFile(join(root, 'compose.yaml'), 'image: ghcr.io/old/x\n');
    git(root, 'add', '--all');

    expect(script('owner.mjs', 'Some-One', root)).toEqual({
      status: 0,
      stdout: 'compose.yaml\npackage.json\n',
      stderr: '',
    });
    expect(await readFile(join(root, 'compose.yaml'), 'utf8')).toBe('image: ghcr.io/some-one/x\n');
    expect(script('owner.mjs', 'old', root).stdout).toBe('compose.yaml\npackage.json\n');
    expect(script('owner.mjs', '', root)).toMatchObject({ status: 1, stdout: '' });
  });
});
