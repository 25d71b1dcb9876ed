import { describe, expect, it } from 'vitest';
import { ANNA, BEN } from '../demo/helpers.js';
import { freePort } from './port.js';
import { subscriber, withings2mqtt, world } from './world.js';

describe('a login that allows the measures alone', () => {
  it('brings them, and the bridge is well; a line for each feed that is missing says what to do', async () => {
    const port = await freePort();
    const w = await world({ yaml: `server:\n  port: ${port}\n` });
    await w.authorize('anna', ANNA, 'user.info,user.metrics');
    await w.authorize('ben', BEN);
    const seen = await subscriber(w.brokerUrl);
    const program = withings2mqtt(['run', '-c', w.config]);
    await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);

    const ready = await fetch(`http://127.0.0.1:${port}/ready`);

    expect(`${ready.status} ${await ready.text()}`).toBe('200 {"broker":true,"store":true,"sync":true}');
    expect(seen.payload('withings/anna/weight')).toBe('70.25');
    expect(seen.payload('withings/anna/api_problem')).toBe('true');
    const errors = program.output().match(/^.*\berror\b.*$/gm) ?? [];
    expect(errors.filter((line) => line.includes('anna')).length).toBe(3);
    for (const feed of ['activity', 'sleep', 'workouts']) {
      expect(errors.join('\n')).toMatch(
        new RegExp(
          `anna: Withings lets the bridge read no ${feed}: .*Insufficient_scope.*run: withings2mqtt auth anna`,
        ),
      );
    }
  });

  it('is told by check', async () => {
    const w = await world();
    await w.authorize('anna', ANNA, 'user.info,user.metrics');
    await w.authorize('ben', BEN);

    const program = withings2mqtt(['check', '-c', w.config]);
    await program.exit;

    expect(program.output()).toMatch(/^ok {4}login anna: .*but not with user\.activity; .*withings2mqtt auth anna/m);
    expect(program.output()).toMatch(/^ok {4}login ben: Withings lets the bridge in$/m);
  });

  it('is told by check of one without the measures, too, of one that is refused them, and of one that has nothing', async () => {
    const w = await world();
    await w.authorize('anna', ANNA, 'user.info,user.activity');
    await w.authorize('ben', BEN);
    w.cloud.fault({ path: '/measure', kind: 'status', status: 277, error: 'not in your plan', after: 1 });
    const check = async () => {
      const program = withings2mqtt(['check', '-c', w.config]);
      return { code: await program.exit, output: program.output() };
    };

    const lacking = await check();
    await w.authorize('anna', ANNA, 'user.sleepevents');
    const nothing = await check();

    expect(lacking.code, lacking.output).toBe(0);
    expect(lacking.output).toMatch(/^ok {4}login anna: .*but not with user\.metrics; to have that, .*auth anna/m);
    expect(lacking.output).toMatch(/^ok {4}login ben: .*but not with user\.metrics \(.*277: not in your plan\); /m);
    expect(nothing.code).toBe(1);
    expect(nothing.output).toMatch(
      /^FAIL {2}login anna: Withings lets the bridge read nothing; .*auth anna, and allow everything$/m,
    );
  });

  it('is enough for run --once', async () => {
    const w = await world();
    await w.authorize('anna', ANNA, 'user.info,user.metrics');
    await w.authorize('ben', BEN);

    expect(await withings2mqtt(['run', '--once', '-c', w.config]).exit).toBe(0);
  });
});
