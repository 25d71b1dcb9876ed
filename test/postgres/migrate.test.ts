import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/store/postgres/database.js';
import { migrate } from '../../src/store/postgres/migrate.js';
import type { Postgres } from '../../src/store/postgres/queries.js';
import { STEPS as RELEASED } from '../../src/store/postgres/schema.js';
import { startPostgres, type TestDatabase } from './server.js';

const STEPS = ['create table a (x text)', "insert into a values ('two')"];

describe('the schema', () => {
  let place: TestDatabase;
  const opened: Database[] = [];
  const open = () => {
    const one = openDatabase({ address: place.address });
    opened.push(one);
    return one;
  };
  beforeEach(async () => {
    place = await startPostgres();
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    await place.remove();
  });

  it('is brought up step by step, each step once, by one of many that begin at the same time', async () => {
    await migrate(open(), STEPS.slice(0, 1));
    const many = Array.from({ length: 5 }, open);
    await Promise.all(many.map((one) => migrate(one, STEPS)));
    expect(await open().all('select x from a')).toEqual([{ x: 'two' }]);
  });

  it('is made once by many that begin at the same time', async () => {
    await Promise.all(Array.from({ length: 5 }, () => migrate(open(), STEPS)));
    expect(await open().all('select version from schema_version')).toEqual([{ version: 2 }]);
  });

  it('has notes about statistics by person, which stood by entity', async () => {
    await migrate(open(), RELEASED.slice(0, 2));
    await open().run("insert into person (user_id, name) values ('7', 'anna'), ('70', 'ben')");
    for (const id of ['withings_7_weight', 'withings_7_heart_rate', 'withings_70_weight', 'withings_8_weight'])
      await open().run('insert into statistic values ($1, $1)', id);
    await migrate(open(), RELEASED);
    const rows = await open().all(
      'select user_id, metric, body from statistic join person on id = person order by 1, 2',
    );
    expect(rows).toEqual([
      { user_id: '7', metric: 'heart_rate', body: 'withings_7_heart_rate' },
      { user_id: '7', metric: 'weight', body: 'withings_7_weight' },
      { user_id: '70', metric: 'weight', body: 'withings_70_weight' },
    ]);
  });

  it('is as it was after a step that failed', async () => {
    await expect(migrate(open(), [STEPS[0]!, 'create table b (x text); no statement'])).rejects.toThrow('syntax error');
    expect(await open().get("select to_regclass('b') as b, (select version from schema_version)")).toEqual({
      b: null,
      version: 1,
    });
  });

  it('of a newer version is left as it is', async () => {
    await migrate(open(), STEPS);
    await expect(migrate(open(), STEPS.slice(0, 1))).rejects.toThrow(
      /\/test_\w+ has version 2, written by a newer withings2mqtt \(this one knows 1\)/,
    );
  });

  it.each([
    [
      { number: 120_014, version: '12.14', standby: false },
      'the server is PostgreSQL 12.14, and 13 is wanted at least',
    ],
    [{ number: 150_000, version: '15', standby: true }, 'it is a standby; give the address of the primary'],
  ])('is not made on %j', async (row, words) => {
    const other: Postgres = { ...open(), get: async () => row };
    await expect(migrate(other)).rejects.toThrow(words);
  });
});
