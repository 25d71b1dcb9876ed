import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { deletionsOf } from '../../src/sinks/influx/deletion.js';
import { queriesOf } from './dashboard.js';
import { house, stopped, until, waiting } from './house.js';
import { DATABASE } from './influxd.js';
import { startVictoria, type Victoria } from './victoria.js';

const FOR_EVER = '-retentionPeriod=100y';

/** A new series comes into answers after some seconds. */
const PATIENCE = { timeout: 30_000, interval: 200 };
const shows = (victoria: Victoria, counts: Record<string, number>) =>
  expect.poll(() => victoria.counts(), PATIENCE).toEqual(counts);

describe('VictoriaMetrics', () => {
  it('gets all numbers, and no words, which it would take for a 0', async () => {
    const [at, victoria] = [await house(), await startVictoria([FOR_EVER])];
    const program = at.run(at.to(victoria.url));
    await at.synced();
    await until(() => waiting(at) === 0 && (at.kept().weight ?? 0) > 100);
    expect(at.kept()).toHaveProperty('workout_type');
    expect(at.kept(true)).not.toHaveProperty('workout_type');
    const { date } = await at.weighIn();
    await shows(victoria, at.kept(true));
    const weight = 'withings_weight{account="anna",db="health"}';
    const expected = [{ metric: { device: 'Body Scan', attribution: '0' } }];
    // What has been counted comes into the answers of queries a little later.
    await expect.poll(() => victoria.query(weight, date), PATIENCE).toMatchObject(expected);
    for (const query of queriesOf('promql.json')) {
      await expect.poll(() => victoria.range(query), { ...PATIENCE, message: query }).not.toEqual([]);
    }
    await stopped(program);
    expect(program.stderr()).not.toMatch(/ (warn|error) /);
  });

  it('that throws away what is old is named, with the flag to set; with it, the past is written again', async () => {
    const [at, victoria] = [await house(), await startVictoria()];
    const short = at.run(at.to(victoria.url), '--once');
    expect(await short.exit, short.output()).toBe(0);
    expect(short.stderr()).toMatch(/error .*has thrown away what is older than its retention.*-retentionPeriod=100y/);
    expect(short.stderr().match(/ (warn|error) /g)).toHaveLength(1);
    const all = at.kept().weight!;
    expect((await victoria.counts()).weight).toBeLessThan(all / 2);

    await victoria.stop();
    await victoria.start([FOR_EVER, '-dedup.minScrapeInterval=1ms']);
    const long = at.run(at.to(victoria.url), '--once');
    expect(await long.exit, long.output()).toBe(0);
    expect(long.stderr()).toMatch(/info .*keeps it now: all readings are written again/);
    await shows(victoria, at.kept(true));

    const third = at.run(at.to(victoria.url), '--once');
    expect(await third.exit).toBe(0);
    expect(third.stderr()).not.toMatch(/retention|written again/);
  });

  it('has nothing of an account any more when what is told of its removal is done, and all of the others', async () => {
    const [at, victoria] = [await house(), await startVictoria([FOR_EVER])];
    expect(await at.run(at.to(victoria.url), '--once').exit).toBe(0);
    await shows(victoria, at.kept(true));
    const seriesOf = async (account: string) => {
      const answer = await fetch(`${victoria.url}/api/v1/export?match[]={account="${account}"}&start=0`);
      return (await answer.text()).split('\n').filter(Boolean).length;
    };
    const before = await seriesOf('ben');

    const [, own] = deletionsOf({ url: victoria.url, database: DATABASE }, 'anna');
    execFileSync('sh', ['-c', own!.command], { stdio: 'pipe' });

    await expect.poll(() => seriesOf('anna'), PATIENCE).toBe(0);
    expect([await seriesOf('ben'), before > 0]).toEqual([before, true]);
  });
});
