import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it.each(['docs.mjs', 'schema.mjs'])('what scripts/%s writes is not stale', (script) => {
  const path = fileURLToPath(new URL(`../../scripts/${script}`, import.meta.url));

  const { status, stderr } = spawnSync(process.execPath, [path, '--check'], { encoding: 'utf8' });

  expect(stderr).toBe('');
  expect(status).toBe(0);
});
