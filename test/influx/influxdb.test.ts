import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { deletionsOf } from '../../src/sinks/influx/deletion.js';
import { withings2mqtt } from '../process/world.js';
import { queriesOf } from './dashboard.js';
import { house, startFront, stopped, until, waiting } from './house.js';
import { ADMIN, DATABASE, startInfluxd } from './influxd.js';

describe('InfluxDB 1', () => {
  it('gets the archive on the first connection, and each new reading once', async () => {
    const [at, influxd] = [await house(), await startInfluxd()];
    expect(await at.run({}, '--once').exit).toBe(0);
    const before = at.kept();
    expect(before.weight).toBeGreaterThan(100);

    const program = at.run(at.to(influxd.url));
    await at.synced();
    await until(async () => Object.keys(await influxd.counts()).length > 0);
    await until(() => waiting(at) === 0);
    expect(await influxd.counts()).toEqual(at.kept());

    const { date, measures } = await at.weighIn();
    await until(() => waiting(at) === 0 && at.kept().weight === before.weight! + 1);
    expect(await influxd.counts()).toEqual(at.kept());
    const { value, unit } = measures.find(({ type }) => type === 1)!;
    const rows = await influxd.query(`select weight, account, device, attribution from withings where time = ${date}s`);
    expect(rows).toEqual([
      { time: date, weight: Number(`${value}e${unit}`), account: 'anna', device: 'Body Scan', attribution: '0' },
    ]);
    for (const query of queriesOf('influxql.json')) expect(await influxd.query(query), query).not.toEqual([]);
    await stopped(program);
    expect(program.stderr()).not.toMatch(/ (warn|error) /);
  });

  it('gets what came while it was away, nothing lost and nothing twice', async () => {
    const [at, influxd] = [await house(), await startInfluxd()];
    const program = at.run(at.to(influxd.url));
    await at.synced();
    await until(async () => ((await influxd.counts()).weight ?? 0) > 100);
    await influxd.stop();
    for (let count = 0; count < 3; count++) await at.weighIn();
    await program.prints(/warn .*takes no readings now: .*; they wait/);
    expect(waiting(at)).toBeGreaterThan(3);

    await influxd.start();
    await program.prints(/info .*takes readings again/);
    await until(() => waiting(at) === 0);
    expect(await influxd.counts()).toEqual(at.kept());
    await stopped(program);
    expect(program.stderr().match(/takes (no )?readings/g)).toHaveLength(2);
  });

  it('is brought up to date by a bridge that was killed between what it wrote and its note of it', async () => {
    const [at, influxd] = [await house(), await startInfluxd()];
    const front = await startFront(influxd.url);
    const kept = front.keepAnswers();
    const victim = at.run(at.to(front.url));
    await kept;
    victim.process.kill('SIGKILL');
    await victim.exit;
    expect(waiting(at)).toBeGreaterThan(0);
    const written = await influxd.counts();
    expect(Object.keys(written)).not.toEqual([]);

    front.handOn();
    // The address stays the same: another one would be another destination.
    const program = at.run(at.to(front.url), '--once');
    expect(await program.exit, program.output()).toBe(0);
    expect(waiting(at)).toBe(0);
    expect(await influxd.counts()).toEqual(at.kept());
  });

  it('that wants a login gets none of it in an address or in the log', async () => {
    const [at, influxd] = [await house('log: { level: debug }\n'), await startInfluxd(true)];
    const login = (password: string) => ({
      ...at.to(influxd.url),
      WITHINGS2MQTT_INFLUX_USERNAME: ADMIN.username,
      WITHINGS2MQTT_INFLUX_PASSWORD: password,
    });
    const wrong = at.run(login('wrong-geheim'), '--once');
    expect(await wrong.exit).toBe(1);
    expect(wrong.stderr()).toMatch(/error .*takes no readings: HTTP 401.*check the login below influx; they wait/);
    const right = at.run(login(ADMIN.password), '--once');
    expect(await right.exit, right.output()).toBe(0);
    expect(await influxd.counts()).toEqual(at.kept());
    expect(wrong.output() + right.output()).not.toContain('geheim');
  });

  it('has a line in a check', async () => {
    const [at, influxd] = [await house(), await startInfluxd()];
    const check = (env: Record<string, string>) => withings2mqtt(['check', '-c', at.config], env);
    const well = check(at.to(influxd.url));
    expect(await well.exit, well.output()).toBe(0);
    expect(well.stdout()).toContain(`ok    influx: ${influxd.url} takes readings (database ${DATABASE})`);
    const other = check({ ...at.to(influxd.url), WITHINGS2MQTT_INFLUX_DATABASE: 'other' });
    expect(await other.exit).toBe(1);
    expect(other.stdout()).toMatch(/FAIL {2}influx: .*HTTP 404: database not found: "other"; make the database/);
    await influxd.stop();
    const away = check(at.to(influxd.url));
    expect(await away.exit).toBe(1);
    expect(away.stdout()).toMatch(/FAIL {2}influx: http.*: connect ECONNREFUSED/);
  });

  it('has nothing of an account any more when what is told of its removal is done, and all of the others', async () => {
    const [at, influxd] = [await house(), await startInfluxd()];
    expect(await at.run(at.to(influxd.url), '--once').exit).toBe(0);
    const accounts = async () =>
      (await influxd.query('show tag values from withings with key = account')).map(({ value }) => value);
    expect(await accounts()).toEqual(['anna', 'ben']);

    const [own] = deletionsOf({ url: influxd.url, database: DATABASE }, 'anna');
    execFileSync('sh', ['-c', own!.command], { stdio: 'pipe' });

    expect(await accounts()).toEqual(['ben']);
    expect(await influxd.query("select * from withings where account = 'anna'")).toEqual([]);
  });
});
