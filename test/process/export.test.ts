import { describe, expect, it } from 'vitest';
import { createZone } from '../../src/demo/wall-clock.js';
import { ANNA, BEN, group, person } from '../demo/helpers.js';
import { isArchived } from '../stored.js';
import { asSynced } from './history-command.js';
import { firstLine, piped, slowly } from './slow-reader.js';
import { subscriber, withings2mqtt, world } from './world.js';

const DAY = 86_400;
const GROUPS = 12_000;
const HEAD =
  'metric,value,unit,taken,created,modified,attribution,attribution_code,device_id,device_model,group_id,source,last_reset';
const now = Math.floor(Date.now() / 1000);

/** Anna weighed in each day of many years. */
async function longArchive() {
  const groups = Array.from({ length: GROUPS }, (_, index) => group(index + 1, now - DAY * index));
  const here = await world({ cloud: { people: [person(ANNA, 'anna', groups), person(BEN, 'ben')], pageSize: 5000 } });
  await asSynced(here);
  return here;
}

async function exported(config: string, ...args: readonly string[]) {
  const program = withings2mqtt(['export', 'anna', '-c', config, ...args]);
  const code = await program.exit;
  const [head, ...rows] = program.stdout().trimEnd().split('\r\n');
  return { code, head, rows, stdout: program.stdout(), stderr: program.stderr() };
}

describe('export', () => {
  it('prints every reading of the archive in the zone of the account, without a call to Withings', async () => {
    const here = await world();
    await asSynced(here);
    const asked = here.cloud.requests.length;

    const { code, head, rows, stderr } = await exported(here.config);

    expect([code, stderr.replaceAll(/^anna: \w+ up to .*\n/gm, ''), head]).toEqual([0, '', HEAD]);
    const weights = rows.filter((row) => row.startsWith('weight,'));
    expect(weights.map((row) => row.split(',')[1])).toEqual(['71', '70.25']);
    expect(weights[0]).toMatch(
      /^weight,71,kg,\d{4}-\d\d-\d\dT[\d:]{8}\+0[12]:00,.*,"measured by a device, known.*",0,d1,.*,getmeas\/1,$/,
    );
    expect(rows.some((row) => row.startsWith('fat_mass_left_arm,5.21,kg,'))).toBe(true);
    expect(rows.some((row) => row.startsWith('measure_4242,'))).toBe(true);
    expect(here.cloud.requests).toHaveLength(asked);
  });

  it('keeps to the metrics and the day that it is told, also as JSON', async () => {
    const { config } = await longArchive();
    // Of the account, whose day is another one than ours for some hours.
    const zone = createZone('Europe/Amsterdam');
    const since = zone.dateOf(now - 9 * DAY);
    const expected = Array.from({ length: 12 }, (_, index) => now - DAY * index).filter(
      (at) => at >= zone.at(since, 0),
    );

    const { stdout, code } = await exported(config, '--metrics', 'weight', '--since', since, '--format', 'json');
    const all = await exported(config, '--metrics', 'weight');

    const list = JSON.parse(stdout) as Record<string, unknown>[];
    expect([code, all.rows.length]).toEqual([0, GROUPS]);
    expect(list).toHaveLength(expected.length);
    expect(list[0]).toMatchObject({ metric: 'weight', unit: 'kg', attribution_code: 0, last_reset: null });
    expect(all.rows.map((row) => row.split(',')[3])).toEqual(all.rows.map((row) => row.split(',')[3]).toSorted());
  });

  it('says which of the metrics that it is asked for nothing is kept of', async () => {
    const here = await world();
    await asSynced(here);

    const { code, rows, stderr } = await exported(here.config, '--metrics', 'weight,heart_rate,bmi');

    expect(code).toBe(0);
    expect(new Set(rows.map((row) => row.split(',')[0]))).toEqual(new Set(['weight', 'bmi']));
    expect(stderr).toContain('anna: nothing of heart_rate is kept in the archive\n');
    expect(stderr).not.toMatch(/nothing of (weight|bmi) is kept/);
  });

  it('has what each device tells of itself, and the goals, since they are known', async () => {
    const here = await world();
    const anna = here.cloud.people.get(ANNA)!;
    const scale = { hash_deviceid: 'd1', type: 'Scale', model: 'Body+', battery: 'low', last_session_date: now - 600 };
    anna.devices = [scale, { ...scale, hash_deviceid: 'd2' }];
    anna.goals = { steps: 8000 };
    await asSynced(here);

    const all = await exported(here.config);
    const some = await exported(here.config, '--metrics', 'battery,goal_steps', '--format', 'json');

    const ofDevices = all.rows.filter((row) => /^(battery|last_session),/.test(row));
    expect(ofDevices.map((row) => row.replaceAll(/\d{4}-\d\d-\d\dT[\d:]{8}\+0\d:00/g, 'then'))).toEqual([
      'battery,low,,then,then,then,,,d1,Body+,devices/d1,getdevice/battery,',
      'battery,low,,then,then,then,,,d2,Body+,devices/d2,getdevice/battery,',
      'last_session,then,,then,then,then,,,d1,Body+,devices/d1,getdevice/last_session_date,',
      'last_session,then,,then,then,then,,,d2,Body+,devices/d2,getdevice/last_session_date,',
    ]);
    expect(JSON.parse(some.stdout)).toMatchObject([
      { metric: 'battery', device_id: 'd1' },
      { metric: 'battery', device_id: 'd2' },
      { metric: 'goal_steps', value: 8000, unit: 'steps', device_id: null, group_id: null },
    ]);
    expect(Date.parse(JSON.parse(some.stdout)[0].taken)).toBe((now - 600) * 1000);
  });

  it('is an empty list, or a head line, where there is nothing', async () => {
    const { config } = await longArchive();

    const json = await exported(config, '--metrics', 'sleep_total', '--format', 'json');
    const csv = await exported(config, '--metrics', 'sleep_total');

    expect([JSON.parse(json.stdout), csv.stdout]).toEqual([[], `${HEAD}\r\n`]);
  });

  it('arrives whole, however slowly it is read, and may be closed after a line', async () => {
    const { config } = await longArchive();

    const whole = await piped(['export', 'anna', '-c', config], slowly).ended;
    const cut = await piped(['export', 'anna', '-c', config], firstLine).ended;

    expect([whole.code, whole.stdout.split('\r\n').length > GROUPS]).toEqual([0, true]);
    expect([cut.code, cut.stderr, cut.stdout.startsWith(HEAD)]).toEqual([0, '', true]);
  });

  it('has the whole past of every feed beside a running bridge', async () => {
    const here = await world();
    const anna = here.cloud.people.get(ANNA)!;
    const day = (days: number) => new Date((now - days * DAY) * 1000).toISOString().slice(0, 10);
    anna.activities = [0, 1, 200, 800, 2500].map((days) => ({
      ...{ date: day(days), timezone: 'Europe/Amsterdam', modified: now - days * DAY, brand: 1, is_tracker: true },
      ...{ deviceid: 'w1', hash_deviceid: 'w1', steps: 1000 + days, distance: 1, elevation: 0, soft: 1, moderate: 1 },
      ...{ intense: 1, active: 1, calories: 1, totalcalories: 2 },
    })) as never;
    await here.authorize();
    const bridge = withings2mqtt(['run', '-c', here.config]);
    await expect.poll(() => isArchived(here.data('.')), { timeout: 60_000, interval: 200 }).toBe(true);

    const { rows, stderr } = await exported(here.config, '--metrics', 'activity_steps');

    expect(stderr).toBe('');
    expect(rows.map((row) => Number(row.split(',')[1]))).toEqual([3500, 1800, 1200, 1001, 1000]);
    const seen = await subscriber(here.brokerUrl);
    const archive = (payload: string) => JSON.parse(payload).accounts[0].feeds.activity.archive;
    await seen.sees('withings/bridge/info', (payload) => archive(payload)?.complete === true);
    const accounts = withings2mqtt(['accounts', '-c', here.config]);
    expect(await accounts.exit).toBe(0);
    expect(accounts.stdout()).toMatch(/activity +next: \S+; archive: complete/);
    bridge.process.kill('SIGTERM');
    await bridge.exit;
    expect(bridge.output().match(/anna: all that Withings has of the past is in the archive/g)).toHaveLength(1);
  });

  it('says what to do for a wrong metric, and for somebody who was never authorised or synced', async () => {
    const here = await world();
    const wrong = await exported(here.config, '--metrics', 'weigth');
    const nobody = await exported(here.config);
    await here.authorize('anna', ANNA);
    const empty = await exported(here.config);

    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      'there is no metric weigth; did you mean weight? docs/metrics.md lists them\n',
    ]);
    expect([nobody.code, nobody.stderr]).toEqual([
      1,
      'nothing is kept of anna yet; run: withings2mqtt auth anna, and then the bridge\n',
    ]);
    expect([empty.code, empty.stdout]).toEqual([0, `${HEAD}\r\n`]);
  });
});
