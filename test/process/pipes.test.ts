import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ANNA, BEN, group, person } from '../demo/helpers.js';
import { firstLine, noMore, piped, slowly } from './slow-reader.js';
import { MAIN, withings2mqtt, world } from './world.js';

const GROUPS = 24_000;

/** Anna has so many weigh-ins that no pipe holds them. */
async function longHistory() {
  const now = Math.floor(Date.now() / 1000);
  const groups = Array.from({ length: GROUPS }, (_, index) => group(index + 1, now - 3600 * (index + 1)));
  const here = await world({ cloud: { people: [person(ANNA, 'anna', groups), person(BEN, 'ben')], pageSize: 5000 } });
  await here.authorize('anna', ANNA);
  return here;
}

describe('output into a pipe', () => {
  it.each(['json', 'csv'])('arrives whole as %s, however slowly it is read', async (format) => {
    const { config } = await longHistory();

    const { ended } = piped(['measures', 'anna', '-c', config, '--format', format], slowly);
    const { code, stdout, stderr } = await ended;

    expect(code, stderr).toBe(0);
    if (format === 'json') {
      expect(stdout.length).toBeGreaterThan(6_000_000);
      expect(JSON.parse(stdout).weight).toHaveLength(GROUPS);
    } else {
      expect(stdout.trimEnd().split('\r\n')).toHaveLength(GROUPS + 1);
    }
  });

  it.each([
    ['measures', 0],
    ['demo', 0],
  ])('of %s may be closed after a line: it ends with %d, and without a word', async (command, expected) => {
    const { config } = await longHistory();
    const args = command === 'demo' ? ['demo'] : [command, 'anna', '-c', config, '--format', 'csv'];

    const { code, stdout, stderr } = await piped(args, firstLine).ended;

    expect(stdout).toMatch(command === 'demo' ? /^withings2mqtt demo: / : /^metric,taken,value/);
    expect(stderr).toBe('');
    expect(code).toBe(expected);
  });

  it('of check may be closed, too: it says how things are by its exit code', async () => {
    const { config, authorize } = await world();
    await authorize('anna', ANNA);

    const { code, stdout, stderr } = await piped(['check', '-c', config], firstLine).ended;

    expect(stdout).toMatch(/^ok {4}config/);
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });

  it('of the log may be closed: the bridge goes on', async () => {
    const { config, authorize } = await world();
    await authorize();
    const program = withings2mqtt(['run', '-c', config]);
    await program.prints(/withings2mqtt .* for anna, ben/);
    program.process.stderr!.destroy();

    program.process.kill('SIGTERM');

    expect(await program.exit).toBe(0);
  });

  it('that nobody reads does not hold a stop up', async () => {
    const { config, data } = await longHistory();
    const { process: child, ended } = piped(['measures', 'anna', '-c', config], noMore);
    await once(child.stdout!, 'readable');

    const before = Date.now();
    child.kill('SIGTERM');
    const { code } = await ended;

    expect(Date.now() - before).toBeLessThan(4500);
    expect(code).toBe(1);
    expect(existsSync(data('lock'))).toBe(false);
  });

  it('that cannot be written is a failure that is named', () => {
    const full = openSync('/dev/full', 'w');

    const { status, stderr } = spawnSync(process.execPath, [MAIN, '--help'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });

    expect(status).toBe(1);
    expect(stderr).toMatch(/cannot write to standard output: ENOSPC/);
  });
});
