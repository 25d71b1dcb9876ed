import { describe, expect, it } from 'vitest';
import { QUICK_WAITS } from './hostile.js';
import { subscriber, withings2mqtt, world } from './world.js';

const DATA = ['/measure', '/v2/measure', '/v2/sleep', '/v2/heart', '/v2/user'];

describe('a login whose new token is refused as the old one was', () => {
  it('must be authorised again, and is refreshed once a round', async () => {
    const { cloud, config, brokerUrl, authorize } = await world();
    await authorize();
    for (const path of DATA) cloud.fault({ kind: 'status', status: 401, path });
    const seen = await subscriber(brokerUrl, 'withings/#');

    const program = withings2mqtt(['run', '--once', '-c', config], QUICK_WAITS);

    expect(await program.exit).toBe(1);
    expect(program.stderr()).toMatch(
      /error anna: cannot get in at Withings: .*also with a token made a moment ago; run: withings2mqtt auth anna/,
    );
    expect(await seen.sees('withings/anna/authorization', () => true)).toBe('required');
    // An import counts as expired: one refresh for that, and one for the refusal, of each of the two.
    expect(cloud.requests.filter(({ path }) => path === '/v2/oauth2')).toHaveLength(4);
  });
});
