import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { expect, it } from 'vitest';
import { exampleFile } from '../../src/cli/config-file.js';
import { EXAMPLE } from '../config/support.js';

it('finds the example where one works, else in the package, by a path that can be copied', () => {
  const packaged = exampleFile(isAbsolute);

  expect(exampleFile(() => true)).toBe('config.example.yaml');
  expect(readFileSync(packaged, 'utf8')).toBe(EXAMPLE);
  expect(exampleFile(() => false)).toBe('config.example.yaml');
});
