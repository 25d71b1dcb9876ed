import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

/** The file to run; as `dist/main.js`, for a cloud that has no rule about identical calls. */
export const QUICK_PROGRAM = 'quickProgram';

declare module 'vitest' {
  interface ProvidedContext {
    [QUICK_PROGRAM]: string;
  }
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What the program reads that is not below `dist`. */
const BESIDE = ['package.json', 'config.example.yaml'];

/**
 * A copy of the built program in which a refresh right after a round is not held back for ten seconds, nor is the repetition
 * of a call that failed; the program itself knows nothing of it. A copy, since hooks that change it as it is loaded make each
 * start take more than half as long again.
 *
 * Nothing where nothing is built: the tests that run in this process need none of it.
 */
export async function setup({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!existsSync(join(ROOT, 'dist/main.js'))) return undefined;
  await mkdir(join(ROOT, 'build'), { recursive: true });
  const folder = await mkdtemp(join(ROOT, 'build/quick-'));
  for (const path of [...BESIDE, 'dist']) await cp(join(ROOT, path), join(folder, path), { recursive: true });
  await writeFile(
    join(folder, 'dist/scheduler/spacing.js'),
    'export const createSpacing = () => (_request, call) => call();',
  );
  await change(join(folder, 'dist/withings/repeat.js'), 'Seconds = IDENTICAL_CALL_SECONDS', 'Seconds = 0');
  provide(QUICK_PROGRAM, join(folder, 'dist/main.js'));
  return () => rm(folder, { recursive: true });
}

async function change(file: string, from: string, to: string): Promise<void> {
  const before = await readFile(file, 'utf8');
  if (!before.includes(from))
    throw new Error(`${file} has changed: the program for tests would be as slow as the real one`);
  await writeFile(file, before.replace(from, to));
}
