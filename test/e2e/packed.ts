import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NOT_IN_A_CLONE = ['node_modules', 'dist', 'build', 'data', '.git'];

/** A project that has installed the package from its tarball, and nothing else but the types of Node. */
export interface Stranger {
  readonly folder: string;
  /** Of the installed package. */
  readonly package: string;
  readonly tarball: string;
  /** What npm has said while it installed the package, strict about the Node each package wants. */
  readonly saidAtInstall: string;
  /** Compiles this, strictly and with the package's types checked as well. @throws Error with what the compiler says */
  compile(source: string): Promise<void>;
  /** Runs what was compiled; gives its standard output. */
  run(): Promise<string>;
  remove(): Promise<void>;
}

/** The tarball of a clone that nobody has built, but for what an earlier build left behind. */
async function pack(folder: string): Promise<string> {
  const clone = join(folder, 'clone');
  await cp(ROOT, clone, { recursive: true, filter: (path) => !NOT_IN_A_CLONE.includes(relative(ROOT, path)) });
  await symlink(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  await mkdir(join(clone, 'dist'));
  await writeFile(join(clone, 'dist', 'removed.js'), '');
  await run('npm', ['pack', '--pack-destination', folder], { cwd: clone });
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (!tarball) throw new Error('npm pack has made no tarball');
  return join(folder, tarball);
}

/** The registry is asked only for what the cache of npm has not. */
export async function createStranger(typesOfNode: string): Promise<Stranger> {
  const folder = await mkdtemp(join(tmpdir(), 'withings2mqtt-package-'));
  const project = join(folder, 'project');
  const tarball = await pack(folder);
  await mkdir(project);
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--engine-strict', '--loglevel', 'warn'];
  const installed = await run('npm', ['install', ...options, tarball, `@types/node@${typesOfNode}`], { cwd: project });
  const compilerOptions = {
    ...{ target: 'ES2023', lib: ['ES2023'], module: 'NodeNext', types: ['node'] },
    ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
  };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['main.ts'] }));
  return {
    folder: project,
    package: join(project, 'node_modules/withings2mqtt'),
    tarball,
    saidAtInstall: installed.stderr,
    async compile(source) {
      await writeFile(join(project, 'main.ts'), source);
      await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', project]).catch((error: { stdout?: string }) => {
        throw new Error(error.stdout, { cause: error });
      });
    },
    run: async () => (await run(process.execPath, [join(project, 'main.js')], { cwd: project })).stdout,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
