import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, withings2mqtt, world } from './world.js';

describe('configuration and usage', () => {
  it.each([
    ['an empty file', '', /config.yaml.*: /],
    ['broken YAML', 'a: [', /config.yaml:1:\d+: /],
    [
      'an unknown key',
      'accounts:\n  - name: anna\nwithings:\n  client_id: x\n  client_secret: y\n  redirct_uri: z\n',
      /config.yaml:6:3: withings.redirct_uri: .*redirect_uri/,
    ],
    ['a list', '- a\n', /config.yaml:1:1: /],
  ])('ends with 2 and one line for %s, and starts nothing', async (_, text, words) => {
    const dir = await folder();
    await writeFile(join(dir, 'config.yaml'), text);

    const program = withings2mqtt(['run', '-c', join(dir, 'config.yaml')]);

    expect(await program.exit).toBe(2);
    expect(program.stderr()).toMatch(words);
    expect(program.stderr().trim().split('\n')).toHaveLength(1);
    expect(await readdir(dir)).toEqual(['config.yaml']);
  });

  it.each([[['--help']], [['run', '--help']], [['--version']]])('%j ends with 0', async (args) => {
    expect(await withings2mqtt(args).exit).toBe(0);
  });

  it.each([[[]], [['fly']], [['auth']], [['run', 'x']]])('%j ends with 2', async (args) => {
    expect(await withings2mqtt(args).exit).toBe(2);
  });

  it.each([
    ['accounts ls', /^error: ls: unknown command; expected one of list, .*rename, remove\n/, 'accounts'],
    ['accounts renam a b', /^error: renam: unknown command; did you mean rename\?\n/, 'accounts'],
    ['accounts list me', /^error: 'list' takes no arguments, and got 'me'\n/, 'accounts list'],
    ['accounts rename anna', /^error: missing required argument 'new'\n/, 'accounts rename'],
    ['measures anna --format xml', /^error: .*It is json or csv\./, 'measures'],
  ])('%s ends with 2, and points to the help of the command', async (line, words, command) => {
    const program = withings2mqtt(line.split(' '));

    expect(await program.exit).toBe(2);
    expect(program.stderr()).toMatch(words);
    expect(program.stderr()).toContain(`(withings2mqtt ${command} --help says more)\n`);
  });

  it('says what a certificate file lacks', async () => {
    const { config } = await world({ yaml: '  ca: missing.pem\n' });

    const program = withings2mqtt(['run', '-c', config]);

    expect(await program.exit).toBe(2);
    expect(program.stderr()).toMatch(/mqtt.ca: cannot read .*missing.pem \(ENOENT\)/);
  });
});
