import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { type Step, stageOf, stepsOf } from '../app/dockerfile.js';
import { folder } from '../process/world.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SQLITE = 'node_modules/@libsql';
/** Of Docker's build, not of this machine: Node itself is here already. */
const NODE = '--from=build /usr/local/bin/node ';

/** What a COPY step names, its last word being where to. */
function copied(rest: string): [sources: string[], target: string] {
  const words = rest.split(' ').filter((word) => !word.startsWith('--'));
  return [words.slice(0, -1), words.at(-1) ?? ''];
}

async function copy(rest: string, from: string, to: string): Promise<void> {
  const [sources, target] = copied(rest);
  for (const source of sources.map((path) => path.replace(/^\/app\//, ''))) {
    const place = target.endsWith('/') ? join(target, basename(source)) : target;
    await cp(join(from, source), join(to, place), { recursive: true, verbatimSymlinks: true });
  }
}

/** Does a stage in a folder that has nothing else. Packages come from here and not from the registry. */
async function build(steps: readonly Step[], app: string): Promise<void> {
  for (const { word, rest } of steps) {
    if (word === 'COPY') await copy(rest, ROOT, app);
    else if (rest === 'npm ci') await copy('node_modules node_modules', ROOT, app);
    else if (word === 'RUN')
      await run('sh', ['-ec', rest], { cwd: app, env: { ...process.env, npm_config_offline: 'true' } });
    else expect(`${word} ${rest}`).toBe('WORKDIR /app');
  }
}

it('the steps of the Dockerfile, one by one in a folder, make a program that runs with what they leave', {
  timeout: 240_000,
}, async () => {
  const dir = await folder();
  const [built, image] = [join(dir, 'build'), join(dir, 'image')];
  const steps = stepsOf(await readFile(join(ROOT, 'Dockerfile'), 'utf8'));
  await mkdir(built);
  await build(stageOf(steps, 'build'), built);
  for (const { word, rest } of stageOf(steps, 'image')) {
    if (word !== 'COPY' || rest.startsWith(NODE)) continue;
    await copy(rest, rest.startsWith('--from=build') ? built : ROOT, image);
  }

  expect((await readdir(image)).sort()).toEqual(['LICENSE', 'dist', 'node_modules', 'package.json']);
  const { dependencies, devDependencies, version } = JSON.parse(await readFile(join(image, 'package.json'), 'utf8'));
  const packages = await readdir(join(image, 'node_modules'), { recursive: true });
  const there = (names: object) => Object.keys(names).filter((name) => packages.includes(join(name, 'package.json')));
  expect(there(dependencies)).toEqual(Object.keys(dependencies));
  // Some packages bring the types that they are made of.
  expect(there(devDependencies).filter((name) => !name.startsWith('@types/'))).toEqual([]);
  expect(packages.filter((path) => /^(@libsql\/[^/]+-gnu|@typescript)$/.test(path))).toEqual([]);
  expect((await stat(join(image, 'dist/entry/start.js'))).mode & 0o111).toBe(0o111);

  // This machine is none of Alpine's: it has another C library.
  for (const name of await readdir(join(ROOT, SQLITE)))
    await cp(join(ROOT, SQLITE, name), join(image, SQLITE, name), { recursive: true });
  await chmod(dir, 0o755);
  const program = (args: string[]) => run(process.execPath, [join(image, 'dist/main.js'), ...args], { cwd: dir });
  expect((await program(['--version'])).stdout).toBe(`${version}\n`);
  expect((await program(['demo', '--once'])).stdout).toMatch(/anna.*weight/i);
});
