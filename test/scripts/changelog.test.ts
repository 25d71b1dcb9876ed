import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { notesOf, versionOfTag } from '../../scripts/changelog.mjs';

const CHANGELOG = `# Changelog

## Unreleased

- What comes.

## 0.2.0 (2026-12-01)

What changes:

- One thing.

### More

- ## no heading

## 0.1.10

- Old.

## 0.1.1 (not released)

- Never seen.

## 0.1.0

`;

describe('what the changelog says of a version', () => {
  it('is all between its heading and the next one', () => {
    expect(notesOf(CHANGELOG, '0.2.0')).toBe('What changes:\n\n- One thing.\n\n### More\n\n- ## no heading');
    expect(notesOf(CHANGELOG, '0.1.10')).toBe('- Old.');
  });

  it.each(['0.3.0', '0.1', '0.1.1', 'Unreleased', '0x1x10'])('is an error for %s', (version) => {
    expect(() => notesOf(CHANGELOG, version)).toThrow(`0 sections of ${version}`);
  });

  it('is an error where nothing is said, or twice', () => {
    expect(() => notesOf(CHANGELOG, '0.1.0')).toThrow('says nothing of 0.1.0');
    expect(() => notesOf(`${CHANGELOG}${CHANGELOG}`, '0.2.0')).toThrow('2 sections');
  });

  it('is there for each release that the real one names with its day', () => {
    const real = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');
    const headings = [...real.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading!);

    expect(
      headings.filter((heading) => !/^(Unreleased|\d+\.\d+\.\d+ \((\d{4}-\d{2}-\d{2}|not released)\))$/.test(heading)),
    ).toEqual([]);
    const released = headings.filter((heading) => /\d\)$/.test(heading)).map((heading) => heading.split(' ')[0]!);
    for (const version of released) expect(notesOf(real, version)).not.toBe('');
  });
});

describe("a release's tag", () => {
  it('names the version of the package', () => {
    expect(versionOfTag('v0.2.0', '0.2.0')).toBe('0.2.0');
  });

  it.each([
    ['0.2.0', 'no tag of a release'],
    ['v0.2.0-rc.1', 'no tag of a release'],
    ['v0.2', 'no tag of a release'],
    ['', 'no tag of a release'],
    ['v0.3.0', 'package.json has version 0.2.0'],
  ])('%s is refused', (tag, reason) => {
    expect(() => versionOfTag(tag, '0.2.0')).toThrow(reason);
  });
});
