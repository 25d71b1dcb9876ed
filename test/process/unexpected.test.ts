import { describe, expect, it } from 'vitest';
import { SECRET, withings2mqtt, world } from './world.js';

/** Whatever a command prints breaks, in words with a secret. */
const BROKEN = `const { write } = process.stdout;
process.stdout.write = function (text, ...rest) {
  if (String(text) !== '') throw new TypeError('no screen for ${SECRET}');
  return write.call(this, text, ...rest);
};`;
const env = (level?: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(BROKEN)}`,
  ...(level && { WITHINGS2MQTT_LOG_LEVEL: level }),
});

async function printed(args: readonly string[], level?: string) {
  const { config, authorize } = await world();
  await authorize();
  const program = withings2mqtt([...args, ...(args[0] === 'demo' ? [] : ['-c', config])], env(level));
  return { code: await program.exit, lines: program.stderr().trim().split('\n') };
}

const COMMANDS = ['check', 'health', 'accounts list', 'measures anna', 'demo --once'];

describe('a command that fails as nobody expects', () => {
  it.each(COMMANDS)('%s says at debug where that was, once and without a secret', async (command) => {
    const { code, lines } = await printed(command.split(' '), 'debug');

    const text = lines.join('\n');
    expect(code, text).toBe(1);
    expect(text.match(/TypeError: no screen for \S+\n +at /g), text).toHaveLength(1);
    if (command.startsWith('demo')) return;
    expect(text).toContain('TypeError: no screen for ***');
    expect(text).not.toContain(SECRET);
  });

  it.each(['check', 'health'])('%s says what it is, and no more, at another level', async (command) => {
    const { code, lines } = await printed([command]);

    expect([code, lines]).toEqual([1, ['no screen for ***']]);
  });
});
