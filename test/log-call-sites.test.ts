import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** What may stand where a template is wanted: a text, a constant, or the template of a sentence. */
const STATIC = /^(?:'|"|[A-Z][A-Z_]*[,)]|template,)/;
/** `log.warn(` and `log[…](`, and the topic (and level) of a trouble, which come before its template. */
const CALL =
  /\blog\s*(?:\.(?:error|warn|info|debug)\b|\[[^\]]+\])\s*\(?\s*|\btroubles\.(?:begin\([^;]*?'(?:error|warn)'|end\((?:'[^']*'|`[^`]*`|\w+)),\s*/g;

/** Calls of a source whose text is not the same each time, or that are handed on to somebody who knows no templates. */
function dynamic(source: string): string[] {
  const calls = [...source.matchAll(CALL)].map(({ 0: call, index }) => ({
    call,
    rest: source.slice(index + call.length),
  }));
  return calls.flatMap(({ call, rest }) =>
    call.includes('(') && STATIC.test(rest) ? [] : [`${call}${rest.slice(0, 60)}`],
  );
}

it('every line of the log has a text that is always the same', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const sources = files.map((file) => [file, readFileSync(join(SRC, file), 'utf8')] as const);
  const calls = sources.reduce((sum, [, source]) => sum + [...source.matchAll(CALL)].length, 0);

  expect(calls).toBeGreaterThan(50);
  expect(sources.flatMap(([file, source]) => dynamic(source).map((call) => `${file}: ${call}`))).toEqual([]);
});

it.each([
  'log.warn(`\x24{name}: gone`)',
  "log.debug(name + ': gone')",
  'log.info(message, { account })',
  "log[first ? 'warn' : 'debug'](`\x24{name}`)",
  'log\n  .error(\n    `\x24{name}`,\n  )',
  'connect({ warn: log.warn })',
  "troubles.begin('store', 'error', `\x24{reason}; kept`)",
  "troubles.begin(`of \x24{name}`, 'warn', message)",
  'troubles.end(`of \x24{name}`, `\x24{name}: well`)',
])('%s would be found', (source) => expect(dynamic(source)).toHaveLength(1));

it.each([
  "log.warn('{account}: gone', { account })",
  "log[first ? 'warn' : 'debug'](\n  'gone',\n)",
  'log.error(LOGIN_LOST, { account, reason })',
  "troubles.begin(`of \x24{name}`, 'warn', '{account}: gone', { account })",
  "troubles.end('store', 'well')",
])('%s is as it should be', (source) => expect(dynamic(source)).toEqual([]));
