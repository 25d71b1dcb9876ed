import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deletionsOf } from '../../../src/sinks/influx/deletion.js';

const commandsOf = (...args: Parameters<typeof deletionsOf>) => deletionsOf(...args).map(({ command }) => command);
const DATABASE = { url: 'http://localhost:8086', database: 'withings' };
const BUCKET = { url: 'http://localhost:8086', org: 'home', bucket: 'withings' };
const VICTORIA = { url: 'http://localhost:8428', database: 'withings' };

describe('what an account has in InfluxDB', () => {
  it('is deleted by the tag of the account, where it was written to', () => {
    expect(deletionsOf(DATABASE, 'anna').map(({ server }) => server)).toEqual(['InfluxDB 1', 'VictoriaMetrics']);
    expect(deletionsOf(BUCKET, 'anna')).toEqual([
      {
        server: 'InfluxDB 2',
        command: `influx delete --host http://localhost:8086 --org home --bucket withings --start 1970-01-01T00:00:00Z --stop 2100-01-01T00:00:00Z --predicate '_measurement="withings" AND account="anna"'`,
      },
    ]);
  });

  it('is asked for in words that a shell takes as they are, and without a password', () => {
    const [influx, victoria] = commandsOf(
      { url: 'http://box:8086', database: `it's "mine"`, username: 'me', password: 'geheim' },
      'anna',
    );
    expect(influx).toBe(
      `curl -u me http://box:8086/query --data-urlencode 'db=it'\\''s "mine"' --data-urlencode "q=drop series from withings where account = 'anna'"`,
    );
    expect(victoria).toContain(`db="it'\\''s \\"mine\\""}'`);
    expect(`${influx}${victoria}`).not.toContain('geheim');
  });

  it('is told in docs/influx.md in the same words', () => {
    const page = readFileSync(new URL('../../../docs/influx.md', import.meta.url), 'utf8');
    const [influx] = commandsOf(DATABASE, 'anna');
    const [, victoria] = commandsOf(VICTORIA, 'anna');
    for (const command of [influx, victoria, ...commandsOf(BUCKET, 'anna')]) expect(page).toContain(`\n${command}\n`);
  });
});
