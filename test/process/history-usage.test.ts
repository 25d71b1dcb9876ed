import { describe, expect, it } from 'vitest';
import { TOKEN } from '../statistics/fake-home-assistant.js';
import { withings2mqtt, world } from './world.js';

const YAML = `server:\n  enabled: false\nhomeassistant:\n  url: http://127.0.0.1:9\n  token: ${TOKEN}\n`;

describe('history, called in a way that cannot work', () => {
  it.each([
    ['an unknown account', ['history', 'cleo'], /there is no account cleo .*known: anna, ben/],
    [
      'an unknown metric',
      ['history', 'anna', '--metrics', 'weight,charm'],
      /there is no metric charm that has statistics/,
    ],
    ['a metric without statistics', ['history', 'anna', '--metrics', 'sleep_start'], /no metric sleep_start that has/],
    ['a day that is none', ['history', 'anna', '--since', 'yesterday'], /A day is written like/],
    ['a day that no month has', ['history', 'anna', '--since', '2026-02-31'], /A day is written like/],
    [
      'a time instead of a day',
      ['history', 'anna', '--since', '2026-01-31T10:00:00Z'],
      /A day is written like 2026-01-31/,
    ],
    ['an unknown format', ['history', 'anna', '--format', 'json'], /It is table or csv/],
    ['no account', ['history'], /missing required argument/],
  ])('refuses %s', async (_, args, words) => {
    const here = await world({ yaml: YAML });

    const program = withings2mqtt([...args, '-c', here.config]);

    expect(await program.exit).toBe(2);
    expect(program.stderr()).toMatch(words);
    expect(program.output()).not.toContain(TOKEN);
  });

  it('asks for address and token of Home Assistant', async () => {
    const { config } = await world();

    const program = withings2mqtt(['history', 'anna', '-c', config]);

    expect(await program.exit).toBe(2);
    expect(program.stderr()).toBe(`set homeassistant.url and homeassistant.token in ${config} first\n`);
  });
});
