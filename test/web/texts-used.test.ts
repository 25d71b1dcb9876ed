import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EN } from '../../web/i18n/en.js';

const WEB = fileURLToPath(new URL('../../web', import.meta.url));
const source = readdirSync(WEB, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/i18n[\\/](en|de)\.ts$/.test(file))
  .map((file) => readFileSync(join(WEB, file), 'utf8'))
  .join('\n');

/** By name, or put together: `lamp.${name}`. */
function isUsed(key: string): boolean {
  const groups = [...key.matchAll(/\./g)].map(({ index }) => key.slice(0, index + 1));
  return source.includes(`'${key}'`) || groups.some((group) => source.includes(`\`${group}\${`));
}

describe('the texts of the page', () => {
  it('are all used', () => {
    expect(Object.keys(EN).filter((key) => !isUsed(key))).toEqual([]);
  });

  it('are all there: no view has words of its own', () => {
    const spoken = [...source.matchAll(/>\s*([A-Z][a-z]+(?: [a-z]+)+)[^<{]*</g)].map(([, words]) => words);
    expect(spoken).toEqual([]);
  });
});
