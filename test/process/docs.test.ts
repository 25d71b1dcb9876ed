import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it.each(['docs.mjs', 'schema.mjs'])('what scripts/%s writes is not stale', (script) => {
  const path = fileURLToPath(new URL(`../../scripts/${script}`, import.meta.url));

  const { status, stderr } = spawnSync(process.execPath, [path, '--check'], { encoding: 'utf8' });

  expect(stderr).toBe('');
  expect(status).toBe(0);
});

it('the tests that docs/reliability.md leans on are there', () => {
  const page = readFileSync(new URL('../../docs/reliability.md', import.meta.url), 'utf8');
  const named = [...page.matchAll(/`(test\/[^`*]+)`/g)].map(([, path]) => path!);

  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
});
