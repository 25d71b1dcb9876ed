import { describe, expect, it } from 'vitest';
import type { PageState } from '../../src/page/api.js';
import { withings2mqtt } from './world.js';

describe('demo', () => {
  it('shows topics, values, units and times of a simulated account', async () => {
    const program = withings2mqtt(['demo', '--once']);

    expect(await program.exit, program.output()).toBe(0);
    expect(program.stdout()).toMatch(/mosquitto_sub -h 127.0.0.1 -p \d+ -t 'withings\/#' -v/);
    expect(program.stdout()).toMatch(/^withings\/anna\/weight +\d+\.?\d* kg +\d{4}-\d\d-\d\dT/m);
    expect(program.stdout()).toMatch(/^withings\/ben\/weight /m);
    expect(program.stdout()).not.toMatch(/null|undefined|NaN/);
    expect(program.stdout()).not.toContain('in a browser');
    expect(program.stderr()).toBe('');
  });

  it('goes on until it is stopped', async () => {
    const program = withings2mqtt(['demo']);
    await program.prints(/anna\/weight /);

    program.process.kill('SIGINT');

    expect(await program.exit, program.output()).toBe(0);
  });

  // `hold-ports.ts` has it.
  it('begins with the address of its page, on another port where its own is taken', async () => {
    const program = withings2mqtt(['demo']);

    const [, url] = await program.prints(/^Open the page in a browser:\n {2}(http:\/\/127\.0\.0\.1:\d+)$/m);
    await program.prints(/anna\/weight /);
    const state = (await (await fetch(`${url}/api/state`)).json()) as PageState;

    expect(url).not.toBe('http://127.0.0.1:8098');
    expect(program.stdout().indexOf(url!)).toBeLessThan(program.stdout().indexOf('withings/anna/'));
    expect(await (await fetch(`${url}/`)).text()).toContain('<div id="page">');
    expect(state.people.map(({ name }) => name)).toEqual(['anna', 'ben']);
  });
});
