import { describe, expect, it } from 'vitest';
import { sleep } from '../../src/feeds/sleep.js';
import { createWorld, SITES } from './cloud.js';
import { page, sleepRow } from './rows.js';
import { NOW } from './samples.js';

describe('an account that has no nights', () => {
  it('is asked for all of them once, and then for some days, until one comes', async () => {
    const world = createWorld([sleep], { [SITES.sleep]: page('series') });

    for (let round = 0; round < 10; round++) await world.round(NOW + round * 600);

    const asked = world.cloud.requests.map(({ params }) => ('lastupdate' in params ? 'everything' : 'some days'));
    expect(asked).toEqual(['everything', ...Array(9).fill('some days')]);
    expect([world.errors, world.sync.state().readings]).toEqual([[], {}]);

    world.cloud.answers[SITES.sleep] = page('series', sleepRow(1, '2026-02-28T22:00:00Z', '2026-03-01T05:00:00Z'));
    expect((await world.round(NOW + 6600)).readings.sleep_total?.value).toBe(6.5);
  });
});
