import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { performancePage } from '../../bench/page.js';

const PAGE = readFileSync(new URL('../../docs/performance.md', import.meta.url), 'utf8');

/** From the title to the end of the table's head, without what is of a machine. */
function words(page: string): string {
  const [before = ''] = page.split('\n| --- |');
  return before.replace(/Node v[^,]+, \d+ processors/, '');
}

it('docs/performance.md says what a run would write about its figures', () => {
  expect(words(PAGE)).toContain('| what |');
  expect(words(PAGE)).toBe(words(performancePage([], [])));
});
