import { describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { askRefresh } from './home.js';
import { QUICK_WAITS } from './hostile.js';
import { subscriber, withings2mqtt, world } from './world.js';

describe('measures', () => {
  it('prints JSON with every type that has a value', async () => {
    const { config, authorize } = await world();
    await authorize();

    const program = withings2mqtt(['measures', 'anna', '-c', config]);

    expect(await program.exit, program.output()).toBe(0);
    const result = JSON.parse(program.stdout());
    expect(Object.keys(result).sort()).toEqual(['height', 'segmentalFatMass', 'weight']);
    expect(result.weight.map(({ value }: { value: number }) => value)).toEqual([71, 70.25]);
    expect(result.weight[0]).toMatchObject({ uom: 'kg', deviceId: 'd1' });
    expect(result.segmentalFatMass[0]).toMatchObject({ value: 5.21, position: 'left_arm' });
    expect(program.stderr()).toMatch(
      /measure type 4242 has no name here and is left out; withings2mqtt export has it as measure_4242/,
    );
  });

  it('prints CSV in pounds since a day', async () => {
    const { config, authorize } = await world();
    await authorize();
    const since = new Date(Date.now() - 7_200_000).toISOString().slice(0, 19);

    const program = withings2mqtt([
      'measures',
      'anna',
      '-c',
      config,
      '--pounds',
      '--format',
      'csv',
      '--since',
      `${since}Z`,
    ]);

    expect(await program.exit, program.output()).toBe(0);
    const [head, ...rows] = program.stdout().trim().split('\r\n');
    expect(head).toBe('metric,taken,value,uom,attribution,position,deviceId,created,modified');
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/^weight,\d{4}-\d\d-\d\dT[\d:]+\+0[12]:00,154\.8747,lb,"measured by a device, known/);
  });

  it('says in its help what it prints, and what does otherwise', async () => {
    const help = withings2mqtt(['measures', '--help']);

    expect(await help.exit).toBe(0);
    expect(help.stdout()).toMatch(/everybody on the scale/);
    expect(help.stdout()).toMatch(/withings2mqtt export/);
  });

  it('says what to do where the login is gone', async () => {
    const { config, cloud, authorize } = await world();
    await authorize('anna', ANNA);
    cloud.revoke(ANNA);

    const program = withings2mqtt(['measures', 'anna', '-c', config]);

    expect(await program.exit, program.output()).toBe(1);
    expect(program.stderr()).toMatch(/^anna: cannot get in at Withings: .+; run: withings2mqtt auth anna$/m);
  });

  it('prints the same beside a bridge that runs, whose login it shares', async () => {
    const { config, cloud, brokerUrl, authorize } = await world();
    await authorize();
    const alone = withings2mqtt(['measures', 'anna', '-c', config]);
    expect(await alone.exit, alone.output()).toBe(0);
    const bridge = withings2mqtt(['run', '-c', config]);
    const seen = await subscriber(brokerUrl, 'withings/#');
    await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);

    // Each of them has to refresh now, with a token that works once.
    cloud.expireAccessTokens();
    const refreshed = askRefresh(seen);
    const beside = withings2mqtt(['measures', 'anna', '-c', config]);

    expect(await beside.exit, beside.output()).toBe(0);
    expect(beside.stdout()).toBe(alone.stdout());
    expect(await refreshed).toMatchObject({ status: 'ok' });
    expect(await askRefresh(seen)).toMatchObject({ status: 'ok' });
    expect(seen.payload('withings/anna/authorization')).toBe('ok');
    expect(bridge.output()).not.toMatch(/ (warn|error) /);
    expect(bridge.process.exitCode).toBeNull();
  });

  it('waits where Withings wants fewer calls, and prints all of it', async () => {
    const { config, cloud, authorize } = await world();
    await authorize();
    cloud.fault({ path: '/measure', kind: 'status', status: 601, body: { wait_seconds: 40 }, times: 2 });

    const program = withings2mqtt(['measures', 'anna', '-c', config], QUICK_WAITS);

    expect(await program.exit, program.output()).toBe(0);
    expect(Object.keys(JSON.parse(program.stdout())).sort()).toEqual(['height', 'segmentalFatMass', 'weight']);
    expect(program.stderr().match(/Withings wants fewer calls; this goes on in 40 s/g)).toHaveLength(2);
  });

  it.each([
    [['--since', 'yesterday'], /2026-01-31/],
    [['--since', '2026-02-31'], /2026-01-31/],
    [['--format', 'xml'], /json or csv/],
    [['--unknown'], /unknown option/],
  ])('refuses %j', async (args, words) => {
    const { config } = await world();

    const program = withings2mqtt(['measures', 'anna', '-c', config, ...args]);

    expect(await program.exit).toBe(2);
    expect(program.stderr()).toMatch(words);
  });
});
