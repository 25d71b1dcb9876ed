import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { withVersion } from '../../scripts/app-version.mjs';

const CONFIG = `name: Withings
version: 0.1.0 # of the App
slug: withings2mqtt
options:
  version: keep
`;

describe("the App's version", () => {
  it('is the only thing that changes', () => {
    expect(withVersion(CONFIG, '0.2.0')).toBe(CONFIG.replace('version: 0.1.0 # of the App', 'version: "0.2.0"'));
    expect(withVersion(withVersion(CONFIG, '0.2.0'), '0.10.0')).toContain('\nversion: "0.10.0"\n');
  });

  it('is in a file that git keeps, unlike those with settings', () => {
    const ignored = (path: string) =>
      spawnSync('git', ['check-ignore', '--quiet', path], { cwd: import.meta.dirname }).status;

    expect(ignored('../../app/withings2mqtt/config.yaml')).toBe(1);
    expect(ignored('../../config.yaml')).toBe(0);
    expect(ignored('../../examples/docker/config.yaml')).toBe(0);
  });

  it.each([
    ['none', 'name: Withings\n'],
    ['two', `${CONFIG}version: 1\n`],
  ])('is not guessed where there are %s', (_, config) => {
    expect(() => withVersion(config, '0.2.0')).toThrow('not one');
  });
});
