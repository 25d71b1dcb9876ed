import { describe, expect, it } from 'vitest';
import { withings2mqtt } from './world.js';

describe('demo', () => {
  it('shows topics, values, units and times of a simulated account', async () => {
    const program = withings2mqtt(['demo', '--once']);

    expect(await program.exit, program.output()).toBe(0);
    expect(program.stdout()).toMatch(/mosquitto_sub -h 127.0.0.1 -p \d+ -t 'withings\/#' -v/);
    expect(program.stdout()).toMatch(/^withings\/anna\/weight +\d+\.?\d* kg +\d{4}-\d\d-\d\dT/m);
    expect(program.stdout()).toMatch(/^withings\/ben\/weight /m);
    expect(program.stdout()).not.toMatch(/null|undefined|NaN/);
    expect(program.stderr()).toBe('');
  });

  it('goes on until it is stopped', async () => {
    const program = withings2mqtt(['demo']);
    await program.prints(/anna\/weight /);

    program.process.kill('SIGINT');

    expect(await program.exit, program.output()).toBe(0);
  });
});
