import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type Advice, AT_COMMAND_LINE, IN_APP } from '../../src/bridge/advice.js';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
/** The commands themselves say in their own words what comes next on the command line that they were called from. */
const COMMANDS =
  /^cli\/(accounts-(list-shared|remove|rename|shared)|auth|demo|import-tokens|program|refused-login)\.ts$/;
/** Whoever runs several bridges has a command line. */
const OPERATOR = /^cluster\/operator\/texts-(de|en)\.ts$/;

/** All that an advice can say. */
function everything({ connect, join: joined, part, strayCode: _, ...sentences }: Advice): string[] {
  return [
    connect('anna'),
    connect('anna', 'http://p'),
    joined('anna', ['b', '7']),
    part('7'),
    ...Object.values(sentences),
  ];
}

it('names no command in an App, and each at a command line', () => {
  expect(everything(IN_APP).filter((text) => /withings2mqtt|run:|terminal/.test(text))).toEqual([]);
  expect(everything(AT_COMMAND_LINE).filter((text) => !/withings2mqtt /.test(text))).toEqual([
    AT_COMMAND_LINE.strayLogin,
    AT_COMMAND_LINE.newerStore,
  ]);
});

it('is the one place that sends people to a command', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const code = (file: string) => readFileSync(join(SRC, file), 'utf8').replaceAll(/^ *(\/\*)?\*.*$|^ *\/\/.*$/gm, '');
  const found = files.filter((file) => /withings2mqtt (auth|accounts (rename|remove))\b/.test(code(file)));

  expect(found.filter((file) => !COMMANDS.test(file) && !OPERATOR.test(file))).toEqual(['bridge/advice.ts']);
});
