import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ownerOf, withOwner } from '../../scripts/owners.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** An owner's name beside a repository's, in whatever address. */
const PAIR = /withings2mqtt(?:\/|%2F)withings2mqtt/i;
const ADDRESS = /github|ghcr|my\.home-assistant\.io/i;

const read = (name: string) => readFileSync(`${ROOT}${name}`, 'utf8');
const present = ownerOf(read('package.json'));

function tracked(): string[] {
  const names = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
  return names.filter((name) => name !== '' && !/\.(png|ico|gz|db)$/.test(name) && !name.startsWith('test/scripts/'));
}

describe('another owner', () => {
  it.each([
    ['git+https://github.com/old/withings2mqtt.git', 'git+https://github.com/New-One/withings2mqtt.git'],
    ['git@github.com:old/withings2mqtt.git', 'git@github.com:New-One/withings2mqtt.git'],
    ['image: ghcr.io/old/withings2mqtt', 'image: ghcr.io/new-one/withings2mqtt'],
    ['https://raw.githubusercontent.com/old/x/main/y', 'https://raw.githubusercontent.com/New-One/x/main/y'],
    ['?url=https%3A%2F%2Fgithub.com%2Fold%2Fwithings2mqtt', '?url=https%3A%2F%2Fgithub.com%2FNew-One%2Fwithings2mqtt'],
    ['https://github.com/old', 'https://github.com/New-One'],
    [
      '?repository_url=https://github.com/old/withings2mqtt-app',
      '?repository_url=https://github.com/New-One/withings2mqtt-app',
    ],
  ])('has %s', (before, after) => {
    expect(withOwner(before, 'old', 'New-One')).toBe(after);
    expect(withOwner(after, 'New-One', 'old')).toBe(before);
  });

  it.each([
    'https://github.com/older/withings2mqtt',
    'https://github.com/old-friends/x',
    'https://github.com/somebody/old',
    'https://example.org/old/withings2mqtt',
    'old/weight',
  ])('does not get %s', (text) => {
    expect(withOwner(text, 'old', 'new')).toBe(text);
  });

  it.each(['', 'a b', '-a', 'a--b', 'a-', 'a/b', 'ä', 'a'.repeat(40), `${'a-'.repeat(20)}a`])(
    'cannot be called "%s"',
    (name) => {
      expect(() => withOwner('', 'old', name)).toThrow('can be no owner');
    },
  );

  it('has the App that the button of the README adds, which is the one that the release fills', () => {
    const added = (text: string) => /add_addon_repository\/\?repository_url=([^)]+)\)/.exec(text)?.[1];

    expect(added(read('README.md'))).toBe(`https://github.com/${present}/withings2mqtt-app`);
    expect(read('.github/workflows/release.yml')).toContain("format('{0}/withings2mqtt-app', github.repository_owner)");
    expect(added(withOwner(read('README.md'), present, 'somebody-else'))).toBe(
      'https://github.com/somebody-else/withings2mqtt-app',
    );
  });

  it('is found nowhere any more, in no file of this repository, when it has gone', () => {
    const files = tracked().map((name) => [name, withOwner(read(name), present, 'somebody-else')] as const);
    const left = files.flatMap(([name, text]) =>
      text.split('\n').flatMap((line) => (PAIR.test(line) && ADDRESS.test(line) ? [`${name}: ${line.trim()}`] : [])),
    );

    expect(files.filter(([name, text]) => text !== read(name)).map(([name]) => name)).toContain('package.json');
    expect(left).toEqual([]);
  });
});
