import { describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { notedStatistics, withStore } from '../stored.js';
import { asSynced, history, setUp, WEIGHT } from './history-command.js';
import { withings2mqtt } from './world.js';

describe('history', () => {
  it('writes what the cloud has after the first sync, as a table; the second time there is nothing to do', async () => {
    const { ha, here } = await setUp();
    await asSynced(here);
    const asked = here.cloud.requests.length;

    const first = await history(here);
    const second = await history(here);

    expect(first.code, first.stderr).toBe(0);
    const [title, head, ...rows] = first.stdout.trimEnd().split('\n');
    expect([title, head]).toEqual(['written:', expect.stringMatching(/^entity +rows {2}first +last$/)]);
    expect(rows).toEqual([expect.stringMatching(/^sensor\.withings_anna_weight +2( {2}\d{4}-\d\d-\d\dT\d\d:00Z){2}$/)]);
    expect(first.stderr).toContain('left out, disabled in Home Assistant: enable the entity there first: height\n');
    expect(here.cloud.requests).toHaveLength(asked);
    expect(new Set([...ha.statistic(WEIGHT).hours.values()].map(({ mean }) => mean))).toEqual(new Set([70.25, 71]));
    expect(second).toMatchObject({ code: 0, stdout: 'Home Assistant has all of it already\n' });
    expect(ha.rowsWritten()).toBe(2);
    expect(await notedStatistics(here.data('.'))).toEqual(['weight']);
  });

  it('says what it would write, and writes nothing, when it runs dry; as CSV every row', async () => {
    const { ha, here } = await setUp();
    await asSynced(here);

    const table = await history(here, '--dry-run');
    const csv = await history(here, '--dry-run', '--format', 'csv');

    expect([table.code, csv.code]).toEqual([0, 0]);
    expect(table.stdout).toMatch(/^would be written:\nentity +rows +first +last\nsensor\.withings_anna_weight +2 /);
    const [head, ...rows] = csv.stdout.trimEnd().split('\r\n');
    expect(head).toBe('entity,unit,start,mean,min,max,state,sum,last_reset');
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row).toMatch(
        /^sensor\.withings_anna_weight,kg,[\d-]{10}T\d\d:00:00\.000Z,(71,71,71|70\.25,70\.25,70\.25),,,$/,
      );
    }
    expect(ha.rowsWritten()).toBe(0);
    expect(await notedStatistics(here.data('.'))).toEqual([]);
  });

  it('keeps to the metrics and the day that it is told', async () => {
    const { ha, here } = await setUp();
    await asSynced(here);
    const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);

    const none = await history(here, '--since', tomorrow);
    const some = await history(here, '--metrics', 'weight', '--since', '2020-01-01', '--format', 'csv');

    expect(none).toMatchObject({ code: 0, stdout: 'Home Assistant has all of it already\n' });
    expect(some.code).toBe(0);
    expect(some.stdout.trimEnd().split('\r\n')).toHaveLength(3);
    const again = await history(here, '--metrics', 'weight', '--format', 'csv');
    expect(again.stdout).toBe('entity,unit,start,mean,min,max,state,sum,last_reset\r\n');
    expect(some.stderr).not.toContain('left out');
    expect(ha.rowsWritten()).toBe(2);
  });

  it.each([
    ['the token is refused', { token: 'another' }, [], /^Home Assistant refuses the token; make .*\n$/],
    ['there is no recorder', { hasRecorder: false }, [], /^Home Assistant keeps no statistics: .*\n$/],
    ['the token is of no administrator', { isAdministrator: false }, [], /^homeassistant\.token belongs to no .*\n$/],
    ['a metric is disabled', {}, ['--metrics', 'weight,height'], /^height is disabled in Home Assistant: .*\n$/],
    ['a metric was never synced', {}, ['--metrics', 'fat_mass'], /^fat_mass is without an entity in Home .*\n$/],
  ])('fails with a sentence when %s', async (_, behaviour, args, sentence) => {
    const { ha, here } = await setUp();
    await asSynced(here);
    Object.assign(ha.behaviour, behaviour);

    const { code, stdout, stderr } = await history(here, ...args);
    const csv = await history(here, ...args, '--format', 'csv');

    expect(stderr).toMatch(sentence);
    expect([code, stdout, csv.stdout, ha.rowsWritten()]).toEqual([1, '', '', 0]);
  });

  it('fails with a sentence when nobody is there', async () => {
    const { ha, here } = await setUp();
    await asSynced(here);
    await ha.close();

    const { code, stderr } = await history(here);

    expect(code).toBe(1);
    expect(stderr).toBe(`Home Assistant at ${ha.url} cannot be reached (ECONNREFUSED); check homeassistant.url\n`);
  });

  it('fails with a sentence when the connection is cut, and the second run goes on', async () => {
    const { ha, here } = await setUp();
    await asSynced(here);
    ha.behaviour.cutAtImport = 1;

    const cut = await history(here);
    const again = await history(here);

    const sentence = `the connection to Home Assistant at ${ha.url} is lost; what is written stays: run it again for the rest\n`;
    expect(cut).toEqual({ code: 1, stdout: '', stderr: sentence });
    expect(again.code, again.stderr).toBe(0);
    expect(ha.rowsWritten()).toBe(2);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('says on %s in the middle that there is more to do', async (signal) => {
    const { ha, here } = await setUp();
    await asSynced(here);
    ha.behaviour.backlog = Array.from({ length: 1000 }, () => 1);
    const program = withings2mqtt(['history', 'anna', '-c', here.config]);
    await expect.poll(() => ha.rowsWritten(), { timeout: 20_000 }).toBe(2);

    program.process.kill(signal);

    expect([await program.exit, program.stdout()]).toEqual([1, '']);
    expect(program.stderr()).toBe('stopped; what is written stays: run it again for the rest\n');
  });

  it('fails with a sentence for an account that was never authorised, or never synced', async () => {
    const { here } = await setUp();

    const unknown = await history(here);
    await here.authorize('anna', ANNA);
    const unsynced = await history(here);

    expect(unknown).toMatchObject({ code: 1, stderr: 'anna is not authorised yet; run: withings2mqtt auth anna\n' });
    const sentence = 'anna has never been synced: run the bridge until its entities are in Home Assistant\n';
    expect(unsynced).toMatchObject({ code: 1, stderr: sentence });
  });

  it('works beside a bridge that holds the lease', async () => {
    const { here } = await setUp();
    await asSynced(here);

    const { code, stderr } = await withStore(here.data('.'), async ({ lease }) => {
      await lease.acquire({ host: 'box', pid: 1, since: Date.now() });
      return history(here);
    });

    expect(code, stderr).toBe(0);
  });
});
