import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/** The packages that a file loads when it is loaded, by itself or by what it imports. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*? from '([^']+)'/gm);
  for (const [, target = ''] of imports) {
    if (!target.startsWith('.')) packages.add(target);
    else for (const name of packagesOf(join(dirname(file), target.replace(/\.js$/, '.ts')), seen)) packages.add(name);
  }
  return packages;
}

it('health, which a container asks each minute, loads no more than a configuration needs', () => {
  const packages = [...packagesOf(join(SRC, 'cli/health.ts'))].filter((name) => !name.startsWith('node:'));

  expect(packages.sort()).toEqual(['yaml', 'zod']);
  expect([...packagesOf(join(SRC, 'cli/program.ts'))].filter((name) => !name.startsWith('node:'))).toEqual([
    'commander',
  ]);
});
