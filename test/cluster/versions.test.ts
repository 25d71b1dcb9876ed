import pg from 'pg';
import { expect, it } from 'vitest';
import { startSmallWorld } from './small-world.js';

const PATIENCE = { timeout: 20_000, interval: 100 };

it('a bridge of an older version ends when a newer one has the store, at once and with words', async () => {
  const { databaseUrl, cluster, start } = await startSmallWorld({ people: 1 });
  const member = start();
  await expect.poll(async () => (await cluster.bridges.living()).length, PATIENCE).toBe(1);

  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  await database.query('update schema_version set version = version + 1');
  await database.end();

  await expect.poll(() => member.output(), PATIENCE).toContain('--- bridge#1 ended with 1');
  expect(member.output()).toMatch(
    /error .* has version \d+, written by a newer withings2mqtt .*; until then this bridge ends/,
  );
  // What it had is free, as after a clean stop.
  expect(await cluster.bridges.living()).toEqual([]);
  // Nor does it begin there again.
  await expect.poll(() => member.output(), PATIENCE).toContain('--- bridge#2 ended with 1');
});
